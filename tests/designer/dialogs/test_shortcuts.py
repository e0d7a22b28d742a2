"""The page of all keys: nothing that a key does is missing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QTableWidget

from designer.actions import Action
from designer.dialogs.shortcuts import GESTURES, ShortcutsDialog


def rows(dialog):
    table = dialog.findChild(QTableWidget)
    return [tuple(table.item(row, column).text() for column in range(3)) for row in range(table.rowCount())]


@pytest.fixture
def dialog(show):
    actions = [
        Action("a.undo", "&Undo", "Edit", list, ("Ctrl+Z",)),
        Action("a.redo", "&Redo", "Edit", list, ("Ctrl+Shift+Z", "Ctrl+Y")),
        Action("a.open", "&Open…", "File", list, ("Ctrl+O",)),
        Action("a.none", "Without a key", "File", list),
    ]
    return show(ShortcutsDialog(actions))


def test_each_key_has_a_row(dialog):
    assert rows(dialog)[:3] == [
        ("Edit", "Undo", "Ctrl+Z"),
        ("Edit", "Redo", "Ctrl+Shift+Z, Ctrl+Y"),
        ("File", "Open", "Ctrl+O"),
    ]
    assert rows(dialog)[3:] == list(GESTURES)


def test_typing_finds(dialog, qtbot):
    qtbot.keyClicks(dialog.field, "ctrl+y")
    table = dialog.findChild(QTableWidget)
    assert [row for row in range(table.rowCount()) if not table.isRowHidden(row)] == [1]
    dialog.field.clear()
    assert not any(table.isRowHidden(row) for row in range(table.rowCount()))


def test_it_is_closed_by_its_button_and_by_escape(dialog, qtbot):
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_it_opens_from_the_menu_and_lists_every_action(window):
    window.actions_by_id["help.shortcuts"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    assert dialog.isVisible()
    assert len(rows(dialog)) == len(window.actions_by_id.actions) + len(GESTURES)
    dialog.close()
