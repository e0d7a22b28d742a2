"""Actions as data, and the QActions that are made of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from designer.actions import Action, ActionTable, found


@pytest.fixture
def done():
    return []


@pytest.fixture
def host(show):
    """A window with two fields; `left` is where the actions of one action's own widget live."""
    window = QMainWindow()
    centre = QWidget()
    column = QVBoxLayout(centre)
    window.left, window.right = QWidget(), QLineEdit()
    window.left.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for widget in (window.left, window.right):
        column.addWidget(widget)
    window.setCentralWidget(centre)
    return show(window)


def test_an_action_runs_by_its_key(host, appearance, done, qtbot):
    ActionTable([Action("a.b", "&Do", "File", lambda: done.append("do"), ("Ctrl+J", "F3"))], appearance, host)
    host.right.setFocus()
    qtbot.keyClick(host.right, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(host.right, Qt.Key.Key_F3)
    assert done == ["do", "do"]


def test_a_key_of_one_widget_works_there_alone(host, appearance, done, qtbot):
    action = Action("a.b", "Do", "Edit", lambda: done.append("do"), ("Ctrl+J",), within=host.left)
    ActionTable([action], appearance, host)
    host.right.setFocus()
    qtbot.keyClick(host.right, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert done == []
    host.left.setFocus()
    qtbot.keyClick(host.left, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert done == ["do"]


def test_what_cannot_be_done_is_disabled_and_says_why(host, appearance):
    missing = ["There is nothing to do."]
    action = Action("a.b", "Do", "File", list, ("F3",), tip="Does it.", missing=lambda: missing[0])
    table = ActionTable([action], appearance, host)
    assert not table["a.b"].isEnabled()
    assert table["a.b"].toolTip() == "There is nothing to do.  (F3)"
    missing[0] = ""
    table.refresh()
    assert table["a.b"].isEnabled()
    assert table["a.b"].toolTip() == "Does it.  (F3)"
    assert table["a.b"].statusTip() == "Does it."


def test_a_title_follows(host, appearance):
    title = ["&Train"]
    table = ActionTable([Action("a.b", "&Train", "Train", list, named=lambda: title[0])], appearance, host)
    assert table["a.b"].text() == "&Train"
    title[0] = "&Resume"
    table.refresh()
    assert table["a.b"].text() == "&Resume"
    assert table.actions[0].path == "Train › Resume"


def test_switches_of_a_group_exclude_each_other(host, appearance):
    chosen = ["x"]
    switches = [
        Action(
            f"a.{name}",
            name,
            "View",
            lambda name=name: chosen.__setitem__(0, name),
            checked=lambda name=name: chosen[0] == name,
            group="g",
            submenu="Which",
        )
        for name in "xy"
    ]
    table = ActionTable(switches, appearance, host)
    assert [table[f"a.{name}"].isChecked() for name in "xy"] == [True, False]
    table["a.y"].trigger()
    table.refresh()
    assert chosen == ["y"]
    assert [table[f"a.{name}"].isChecked() for name in "xy"] == [False, True]


def test_the_menu_bar_is_made_of_them(host, appearance):
    actions = [
        Action("a.one", "&One", "File", list),
        Action("a.two", "&Two", "File", list, separated=True),
        Action("a.three", "Three", "View", list, submenu="Inner"),
    ]
    table = ActionTable(actions, appearance, host)
    table.fill(host.menuBar())
    menus = {each.text().replace("&", ""): each.menu() for each in host.menuBar().actions()}
    assert list(menus) == ["File", "Edit", "View", "Network", "Train", "Help"]
    assert [each.text() for each in menus["File"].actions()] == ["&One", "", "&Two"]
    (inner,) = menus["View"].actions()
    assert inner.text() == "Inner"
    assert inner.menu().actions() == [table["a.three"]]


def test_icons_follow_the_theme(host, appearance):
    table = ActionTable([Action("a.b", "Do", "File", list, icon="save")], appearance, host)
    light = table["a.b"].icon().pixmap(16, 16).toImage()
    appearance.choose("dark")
    assert table["a.b"].icon().pixmap(16, 16).toImage() != light


ACTIONS = [
    Action("p", "Training", "View", list, submenu="Panels"),
    Action("t", "&Train", "Train", list, words="fit learn"),
    Action("s", "Step one &batch", "Train", list),
    Action("o", "&Open…", "File", list),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["p", "t", "s", "o"]),
        ("trai", ["t", "p", "s"]),
        ("  TRAIN ", ["t", "p", "s"]),
        ("train batch", ["s"]),
        ("batch", ["s"]),
        ("fit", ["t"]),
        ("nothing like it", []),
    ],
)
def test_actions_are_found_by_their_words(text, expected):
    assert [each.id for each in found(ACTIONS, text)] == expected
