"""The Welcome page: each way to begin, by mouse and by key."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from designer.welcome import WIDEST, ExampleCard, WelcomePage
from engine.examples import examples


@pytest.fixture
def page(show, appearance):
    made = WelcomePage(appearance)
    made.resize(1200, 800)
    return show(made)


def button(page, name):
    return next(each for each in page.findChildren(QPushButton) if each.accessibleName() == name)


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("Open a table…", "table_wanted"),
        ("Make a table…", "making_wanted"),
        ("Draw a network", "network_wanted"),
        ("Open a model…", "file_wanted"),
    ],
)
def test_each_start_has_a_button(page, qtbot, name, signal):
    with qtbot.waitSignal(getattr(page, signal)):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def test_every_example_has_a_card(page, qtbot):
    cards = page.findChildren(ExampleCard)
    assert [card.example for card in cards] == list(examples())
    with qtbot.waitSignal(page.example_chosen) as heard:
        qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    assert heard.args == [examples()[1]]


def test_a_card_is_pressed_by_the_keyboard_and_shows_that_it_has_it(page, qtbot):
    card = page.findChildren(ExampleCard)[0]
    before = card.grab().toImage()
    page.activateWindow()
    card.setFocus()
    assert card.grab().toImage() != before
    with qtbot.waitSignal(page.example_chosen):
        qtbot.keyClick(card, Qt.Key.Key_Space)


def test_recent_files_are_listed_with_the_latest_first(page, qtbot):
    page.set_recent([Path("/data/one.loom"), Path("/data/two.csv")])
    with qtbot.waitSignal(page.recent_chosen) as heard:
        button(page, "Open two.csv").click()
    assert heard.args == [Path("/data/two.csv")]
    assert button(page, "Open one.loom").y() < button(page, "Open two.csv").y()
    assert "one.loom" in button(page, "Open one.loom").text()
    assert button(page, "Open one.loom").toolTip() == str(Path("/data/one.loom"))


def test_without_recent_files_there_is_no_heading(page):
    page.set_recent([Path("/data/one.loom")])
    assert page._recent_part.isVisible()
    page.set_recent([])
    assert not page._recent_part.isVisible()


def test_a_file_at_home_is_shown_from_there(page):
    page.set_recent([Path.home() / "nets" / "one.loom"])
    assert "~/nets" in button(page, "Open one.loom").text()


def test_as_many_cards_in_a_row_as_fit(page, qtbot):
    cards = page.findChildren(ExampleCard)
    assert len({card.y() for card in cards}) == 1
    page.resize(640, 800)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == 2)
    assert page.horizontalScrollBar().maximum() == 0
    assert button(page, "Open a model…").geometry().right() < page.viewport().width()


def test_on_a_wide_screen_it_stays_in_the_middle(page, qtbot):
    page.resize(2400, 1300)
    body = page.findChildren(ExampleCard)[0].parentWidget()
    qtbot.waitUntil(lambda: abs(body.geometry().center().x() - 1200) <= 10)
    assert body.width() <= WIDEST


def test_it_follows_the_theme(page, appearance):
    card = page.findChildren(ExampleCard)[0]
    light = card.grab().toImage()
    appearance.choose("dark")
    assert card.grab().toImage() != light
