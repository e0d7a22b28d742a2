"""The list of everything that can be done: complete, without clashes, and with a reason for what cannot be done."""

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from designer import edits
from designer.icons import icon_names
from designer.menus import actions
from engine.layers import LAYERS

CANVAS_KEYS = ("Space", "Tab", "Return", "Enter", "Backspace", "F", "Esc", "Left", "Right", "Up", "Down")
"""Keys of the canvas that are nobody else's; Del and F2 do there what the menu says."""


@pytest.fixture
def listed(window):
    return window.actions_by_id.actions


@pytest.fixture
def table(window):
    """The QActions by id, brought up to date."""
    return window.actions_by_id


def add_dense(window):
    design, node_id = edits.add_layer(window.document.design, LAYERS["dense"](), (0.0, 0.0))
    window.document.edit("Add Dense", design)
    return node_id


def test_ids_are_unique_and_name_their_menu(listed):
    assert [each for each, times in Counter(action.id for action in listed).items() if times > 1] == []
    for action in listed:
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", action.id), action.id
        assert action.plain_title.strip(), action.id


def test_everything_has_a_key_and_no_two_clash(listed):
    keys = Counter(
        QKeySequence(each).toString(QKeySequence.SequenceFormat.PortableText)
        for action in listed
        for each in action.shortcuts
    )
    assert [action.id for action in listed if not action.shortcuts] == []
    assert [key for key, times in keys.items() if times > 1 or not key] == []
    assert set(keys) & set(CANVAS_KEYS) == set()


def test_no_key_is_taken_from_a_menus_letter(window, listed):
    letters = {
        f"Alt+{title[title.index('&') + 1].upper()}"
        for title in (each.text() for each in window.menuBar().actions())
    }
    assert len(letters) == len(window.menuBar().actions())
    assert letters & {each for action in listed for each in action.shortcuts} == set()


def test_letters_within_a_menu_do_not_clash(window):
    for entry in window.menuBar().actions():
        titles = [each.text() for each in entry.menu().actions() if "&" in each.text()]
        letters = Counter(title[title.index("&") + 1].upper() for title in titles)
        assert [letter for letter, times in letters.items() if times > 1] == [], entry.text()


def test_every_icon_exists(listed):
    assert {action.icon for action in listed if action.icon} <= icon_names()


def test_every_action_is_in_the_menu_bar(window, listed):
    def inside(menu):
        for each in menu.actions():
            if each.menu() is not None:
                yield from inside(each.menu())
            else:
                yield each.objectName()

    shown = {name for entry in window.menuBar().actions() for name in inside(entry.menu())}
    assert {action.id for action in listed} <= shown


def test_what_cannot_be_done_at_first_says_why(listed, table):
    disabled = {action.id: action.reason for action in listed if not table[action.id].isEnabled()}
    assert disabled == {
        "data.find": "No table was opened yet.",
        "edit.undo": "There is nothing to undo.",
        "edit.redo": "There is nothing to redo.",
        "edit.cut": "Select a layer first.",
        "edit.copy": "Select a layer first.",
        "edit.duplicate": "Select a layer first.",
        "edit.delete": "Select a layer first.",
        "edit.rename": "Select a layer first.",
        "network.propose": "Open a table first.",
        "network.tidy": "The canvas is empty.",
        "network.next_problem": "Nothing is wrong.",
        "train.start": "The canvas is empty. Open a table, or drag an Input from the palette.",
        "train.pause": "Nothing is being trained.",
        "train.stop": "Nothing is being trained.",
        "train.step_batch": "The canvas is empty. Open a table, or drag an Input from the palette.",
        "train.step_epoch": "The canvas is empty. Open a table, or drag an Input from the palette.",
        "train.find_rate": "The canvas is empty. Open a table, or drag an Input from the palette.",
        "train.take_weights": "The canvas is empty.",
        "train.rewind": "It stands at the first weights already.",
    }
    for action_id, reason in disabled.items():
        assert table[action_id].toolTip().startswith(reason)


def test_undo_and_redo_say_what(window, table):
    add_dense(window)
    assert table["edit.undo"].isEnabled()
    assert table["edit.undo"].text() == "&Undo Add Dense"
    table["edit.undo"].trigger()
    assert len(window.document.design.graph) == 0
    assert not table["edit.undo"].isEnabled()
    assert table["edit.redo"].text() == "&Redo Add Dense"
    table["edit.redo"].trigger()
    assert len(window.document.design.graph) == 1


def test_the_selection_decides_what_can_be_cut(window, table):
    node_id = add_dense(window)
    window.document.select()
    assert not table["edit.cut"].isEnabled()
    window.document.select((node_id,))
    for name in ("cut", "copy", "duplicate", "delete", "rename"):
        assert table[f"edit.{name}"].isEnabled()
    table["edit.duplicate"].trigger()
    assert len(window.document.design.graph) == 2
    table["edit.select_all"].trigger()
    assert len(window.document.selection) == 2
    table["edit.delete"].trigger()
    assert len(window.document.design.graph) == 0


def test_keys_of_the_canvas_leave_other_panels_alone(window, qtbot):
    node_id = add_dense(window)
    window.document.select((node_id,))
    window.activateWindow()
    window.show_canvas()
    window.docks["palette"].enter()
    assert window.docks["palette"].isAncestorOf(window.focusWidget())
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Delete)
    assert node_id in window.document.design.graph
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert node_id not in window.document.design.graph


def test_the_button_of_training_says_what_it_would_do(penguins, table, qtbot):
    window = penguins
    assert table["train.start"].text() == "&Train"
    assert table["train.start"].isEnabled()
    window.session.set_pace(10.0)
    with qtbot.waitSignal(window.session.state_changed):
        table["train.start"].trigger()
    assert not table["train.start"].isEnabled()
    assert table["train.step_batch"].toolTip().startswith("It is training; pause first.")
    with qtbot.waitSignal(window.session.state_changed, check_params_cb=lambda state: state == "paused"):
        table["train.pause"].trigger()
    assert table["train.start"].text() == "&Resume"
    with qtbot.waitSignal(window.session.state_changed, check_params_cb=lambda state: state == "finished"):
        table["train.stop"].trigger()
    assert table["train.start"].text() == "&Resume"
    table["train.rewind"].trigger()
    assert table["train.start"].text() == "&Train"


def test_a_pace_is_chosen(window, table):
    table["train.pace.3"].trigger()
    assert window.session.pace == 3.0


def test_the_list_is_made_anew_for_each_window(window):
    assert [each.id for each in actions(window)] == [each.id for each in window.actions_by_id.actions]
