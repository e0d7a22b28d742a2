"""What the program is, and whose work it stands on."""

from PySide6.QtWidgets import QDialogButtonBox, QLabel

from designer.dialogs.about import AboutDialog
from engine.version import program_version


def test_it_names_the_version_and_the_sources(show):
    dialog = show(AboutDialog())
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    for word in (
        program_version(),
        "numpy",
        "PySide6",
        "pyqtgraph",
        "polars",
        "Inter",
        "Lucide",
        "Gorman",
        "Fisher",
    ):
        assert word in said
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()


def test_nothing_is_cut_off(show):
    dialog = show(AboutDialog())
    for label in dialog.findChildren(QLabel):
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
        else:
            assert label.width() >= label.sizeHint().width()


def test_it_opens_from_the_menu(window):
    window.actions_by_id["help.about"].trigger()
    assert window.findChild(AboutDialog).isVisible()
    window.findChild(AboutDialog).close()
