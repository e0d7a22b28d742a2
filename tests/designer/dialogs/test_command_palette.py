"""Ctrl+K: found by letters, walked by keys, run by Enter or a click."""

import pytest
from PySide6.QtCore import Qt

from designer.actions import Action
from designer.dialogs.command_palette import ROWS, CommandPalette


@pytest.fixture
def done():
    return []


@pytest.fixture
def palette(show, appearance, done):
    actions = [
        Action("a.open", "&Open…", "File", lambda: done.append("open"), ("Ctrl+O",), "folder-open"),
        Action(
            "a.save", "&Save", "File", lambda: done.append("save"), missing=lambda: "Nothing has changed."
        ),
        Action("a.train", "&Train", "Train", lambda: done.append("train"), words="fit"),
        *(Action(f"b.{each}", f"Entry {each}", "View", list) for each in range(30)),
    ]
    return show(CommandPalette(actions, appearance.theme))


def shown(palette):
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_everything_is_there_at_first(palette):
    assert palette.list.count() == 33
    assert shown(palette)[:3] == ["File › Open…", "File › Save", "Train › Train"]
    assert palette.list.currentRow() == 0
    assert palette.field.hasFocus()


def test_letters_find_and_enter_runs(palette, done, qtbot):
    qtbot.keyClicks(palette.field, "fit")
    assert shown(palette) == ["Train › Train"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["train"]
    assert not palette.isVisible()


def test_the_window_is_closed_before_the_action_runs(palette, appearance, show):
    seen = []
    other = show(
        CommandPalette(
            [Action("a.b", "Do", "File", lambda: seen.append(other.isVisible()))], appearance.theme
        )
    )
    other._run()
    assert seen == [False]


def test_keys_walk_the_list_and_stay_in_it(palette, done, qtbot):
    for key, row in (
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_PageDown, 1 + ROWS),
        (Qt.Key.Key_Up, ROWS),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_Up, 0),
    ):
        qtbot.keyClick(palette.field, key)
        assert palette.list.currentRow() == row
    assert palette.field.hasFocus()


def test_what_cannot_be_done_stays_and_says_why(palette, done, qtbot):
    qtbot.keyClicks(palette.field, "save")
    assert palette.list.item(0).toolTip() == "Nothing has changed."
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()


def test_a_click_runs(palette, done, qtbot):
    row = palette.list.visualItemRect(palette.list.item(0))
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert done == ["open"]


def test_nothing_is_found_and_nothing_is_run(palette, done, qtbot):
    qtbot.keyClicks(palette.field, "no such thing")
    assert palette.list.count() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []
    assert palette.isVisible()


def test_escape_closes(palette, done, qtbot):
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []


def test_the_selected_row_can_be_told_from_the_others(palette):
    pictures = [palette.list.viewport().grab(palette.list.visualItemRect(palette.list.item(3))).toImage()]
    palette.list.setCurrentRow(3)
    pictures.append(palette.list.viewport().grab(palette.list.visualItemRect(palette.list.item(3))).toImage())
    assert pictures[0] != pictures[1]


def test_it_opens_in_the_window_and_runs_an_action_of_it(window, qtbot):
    window.dialogs.show_command_palette()
    palette = window.findChild(CommandPalette)
    assert palette.isVisible()
    qtbot.keyClicks(palette.field, "dark")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.appearance.theme.dark
