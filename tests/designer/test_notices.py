"""Notices: one at a time, over the canvas, and each kept in the list."""

import pytest
from PySide6.QtWidgets import QWidget

from designer.notices import MARGIN, SAYING_MS, WIDEST, Notices


@pytest.fixture
def ground(show):
    made = QWidget()
    made.resize(1000, 500)
    return show(made)


@pytest.fixture
def notices(ground, appearance):
    return Notices(appearance, ground)


def test_nothing_is_said_at_first(notices):
    assert notices.bar.isHidden()
    assert notices.lines == []


def test_what_is_said_goes_away_by_itself_and_stays_in_the_list(notices, qtbot):
    with qtbot.waitSignal(notices.noted) as heard:
        notices.say("Saved as net.loom.")
    assert heard.args == ["Saved as net.loom."]
    assert notices.bar.message == "Saved as net.loom."
    assert notices.bar.isVisible()
    assert notices.bar._timer.interval() == SAYING_MS
    assert notices.bar._timer.isActive()
    notices.bar.dismiss()
    assert [text for _time, text in notices.lines] == ["Saved as net.loom."]


def test_a_complaint_stays(notices):
    notices.say("All is well.")
    notices.complain("The disk is full.")
    assert not notices.bar._timer.isActive()
    assert notices.bar.message == "The disk is full."
    assert notices.bar.button.isHidden()
    assert [text for _time, text in notices.lines] == ["All is well.", "The disk is full."]


def test_a_remedy_is_called_once(notices):
    done = []
    notices.offer("The table is gone.", "Find it…", lambda: done.append(True))
    assert notices.bar.button.text() == "Find it…"
    notices.bar.button.click()
    assert done == [True]
    assert notices.bar.isHidden()


def test_a_later_word_takes_the_remedy_back(notices):
    done = []
    notices.offer("The table is gone.", "Find it…", lambda: done.append(True))
    notices.say("It is back.")
    notices.bar.acted.emit()
    assert done == []


def test_it_floats_in_the_middle_and_breaks_long_sentences(notices, ground):
    notices.say("Short.")
    low = notices.bar.height()
    assert notices.bar.parent() is ground
    assert notices.bar.y() == MARGIN
    assert abs(notices.bar.geometry().center().x() - ground.rect().center().x()) <= 1
    notices.complain("A long sentence that says at length what is the matter. " * 6)
    assert notices.bar.width() == WIDEST
    assert notices.bar.height() > low


def test_it_stays_inside_when_its_ground_shrinks(notices, ground):
    notices.complain("A long sentence that says at length what is the matter. " * 6)
    ground.resize(400, 300)
    assert notices.bar.geometry().left() >= MARGIN
    assert notices.bar.geometry().right() <= 400 - MARGIN
