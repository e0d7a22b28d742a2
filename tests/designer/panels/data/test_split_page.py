"""How the rows are divided by a column, and into folds."""

import pytest

from designer.document import Document
from designer.panels.data.split_page import WAYS, SplitPage
from engine.data.recipe import propose
from engine.data.table import Table
from engine.proposal import propose_design

TABLE = Table.from_columns(
    {
        "size": [float(number % 7) for number in range(40)],
        "day": [f"2024-01-{number % 20 + 1:02}" for number in range(40)],
        "split": ["train"] * 30 + ["test"] * 10,
        "kind": ["a", "b"] * 20,
    }
)


@pytest.fixture
def document(qapp):
    document = Document()
    document.reset(propose_design(TABLE, propose(TABLE)), table=TABLE)
    return document


@pytest.fixture
def page(show, document, appearance):
    page = SplitPage(document, appearance)
    page.resize(500, 400)
    document.changed.connect(page.refresh)
    page.refresh()
    return show(page)


def choose(page, way):
    place = page.way.findText(way)
    page.way.setCurrentIndex(place)
    page.way.activated.emit(place)


def how(document):
    return document.design.recipe.split


def test_at_first_rows_are_divided_at_random(page):
    assert page.way.currentText() == "At random"
    assert page.shuffle.isVisible()
    assert not page.by.isVisible()
    assert not page.fold.isVisible()


def test_the_order_is_that_of_the_date(page, document):
    choose(page, "In the order of")
    assert how(document).order == "day"
    assert page.by.currentText() == "day"
    assert not page.shuffle.isVisible()
    assert document.stack.undoText() == "Divide the rows in the order of day"
    document.stack.undo()
    assert page.way.currentText() == "At random"


def test_it_is_seen_whole_in_a_small_window(page):
    page.resize(310, 300)
    choose(page, "Keeping together equal")
    page.folds.setValue(12)
    assert page.horizontalScrollBar().maximum() == 0


def test_another_column_is_chosen_in_one_step(page, document):
    choose(page, "Keeping together equal")
    place = page.by.findText("kind")
    page.by.setCurrentIndex(place)
    page.by.activated.emit(place)
    assert (how(document).group, how(document).order) == ("kind", "")
    choose(page, "At random")
    assert not how(document).group


def test_a_column_that_says_the_part_takes_the_bar_away(page, document):
    page.folds.setValue(4)
    choose(page, "As told by")
    assert (how(document).assigned, how(document).folds) == ("split", 0)
    assert not page.bar.isVisible()
    assert not page.folds.isEnabled()


def test_folds_take_turns(page, document):
    page.folds.setValue(5)
    assert (how(document).folds, how(document).fold) == (5, 1)
    assert page.fold.isVisible()
    page.fold.setValue(3)
    assert how(document).fold == 3
    page.folds.setValue(2)
    assert (how(document).folds, how(document).fold) == (2, 2)
    page.folds.setValue(1)
    assert how(document).folds == 0


def test_rows_that_are_predicted_from_the_past_are_shown_in_their_order(page, document):
    assert not page.past.isVisible()
    design = document.design
    document.edit("See the past", design.replace(recipe=design.recipe.with_past(7)))
    assert (page.way.currentText(), page.by.currentText()) == ("In the order of", "day")
    assert not page.by.isEnabled()
    assert not page.shuffle.isVisible()
    assert page.past.isVisible()
    assert "day divides them: the earliest train" in page.past.text()
    allowed = {title: page.way.model().item(page.way.findText(title)).isEnabled() for title in WAYS}
    assert [title for title, free in allowed.items() if free] == ["In the order of", "As told by"]
    choose(page, "As told by")
    assert how(document).assigned == "split"
    assert not page.past.isVisible()
    assert page.by.isEnabled()
    document.edit("See no past", design)
    assert page.way.currentText() == "At random"
    assert page.way.model().item(0).isEnabled()
