"""The tool bar: what its buttons are called, and what stands beside Train."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from designer.toolbar import ToolBar


@pytest.fixture
def buttons(window):
    return {
        each.accessibleName(): each for each in window.toolbar.findChildren(QToolButton) if each.isVisible()
    }


def test_it_is_there_with_the_window(window, buttons):
    assert isinstance(window.toolbar, ToolBar)
    assert {"Open data", "Save", "Undo", "Redo", "Add a layer", "Tidy", "Train", "Pause", "Stop"} <= set(
        buttons
    )


def test_every_button_is_named_reached_by_tab_and_large_enough(window, buttons):
    for name, button in buttons.items():
        assert name
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert min(button.width(), button.height()) >= 24, name


def test_what_is_missing_stands_beside_train(window):
    window.show_canvas()
    assert (
        window.toolbar.reason.text()
        == "The canvas is empty. Open a table, or drag an Input from the palette."
    )
    assert not window.toolbar.train.isEnabled()
    assert window.toolbar.train.accessibleDescription().startswith("The canvas is empty.")
    window.show_welcome()
    assert window.toolbar.reason.text() == ""


def test_nothing_is_missing_with_an_example(penguins):
    assert penguins.toolbar.reason.text() == ""
    assert penguins.toolbar.train.isEnabled()
    assert penguins.toolbar.train.text().strip() == "Train"


def test_a_long_reason_gives_way_to_the_buttons(window):
    window.show_canvas()
    window.resize(720, 600)
    window.toolbar.show_reason("A sentence that is much too long for any tool bar. " * 5)
    bar = window.toolbar
    assert bar.train.geometry().right() < bar.width()
    assert bar.reason.toolTip() == bar.reason.text()


def test_the_icon_of_train_can_be_seen_in_both_states(window):
    train = window.toolbar.train
    unusable = train.icon().pixmap(18, 18).toImage()
    window.actions_by_id["train.start"].setEnabled(True)
    assert train.icon().pixmap(18, 18).toImage() != unusable


def test_the_step_button_offers_both_sizes(window):
    button = next(
        each
        for each in window.toolbar.findChildren(QToolButton)
        if each.popupMode() == QToolButton.ToolButtonPopupMode.MenuButtonPopup
    )
    assert [each.objectName() for each in button.menu().actions()] == ["train.step_batch", "train.step_epoch"]


def test_the_speed_button_offers_every_pace(window):
    paces = [each.id for each in window.actions_by_id.actions if each.group == "pace"]
    assert [each.objectName() for each in window.toolbar.speed.menu().actions()] == paces
