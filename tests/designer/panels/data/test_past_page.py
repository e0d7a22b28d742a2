"""Seeing the past of a series."""

import pytest

from designer.document import Document
from designer.panels.data.past_page import IN_FILE, PastPage
from engine.data.recipe import propose
from engine.data.table import Table
from engine.proposal import propose_design

TABLE = Table.from_columns(
    {
        "shop": ["a", "b"] * 30,
        "day": [f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(60)],
        "price": [100.5 + number for number in range(60)],
    }
)


@pytest.fixture
def document(qapp):
    document = Document()
    document.reset(propose_design(TABLE, propose(TABLE).with_role("price", "target")), table=TABLE)
    return document


@pytest.fixture
def page(show, document):
    page = PastPage(document)
    page.resize(320, 400)
    document.changed.connect(page.refresh)
    return show(page)


def window(document):
    return document.design.recipe.window


def choose(box, name):
    place = box.findData(name)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_at_first_no_past_is_seen(page, document):
    assert not page.on.isChecked()
    assert not page.form.isVisible()
    assert not window(document).on
    assert "prices or the weather" in page.told.text()


def test_a_week_is_seen_with_one_click_in_the_order_of_the_date(page, document):
    page.on.click()
    assert (window(document).past, window(document).order) == (7, "day")
    assert page.form.isVisible()
    assert page.told.text().startswith("price, the next row, is predicted from the past 7 rows.")
    assert document.stack.count() == 1
    document.stack.undo()
    assert not page.on.isChecked()


def test_everything_can_be_set(page, document):
    page.on.click()
    page.past.setValue(3)
    page.horizon.setValue(2)
    page.stride.setValue(4)
    choose(page.series, "shop")
    choose(page.order, "")
    page.own.click()
    found = window(document)
    assert (found.past, found.horizon, found.stride) == (3, 2, 4)
    assert (found.series, found.order, found.own) == ("shop", "", False)
    assert page.order.currentText() == IN_FILE
    page.on.click()
    assert not window(document).on
    page.on.click()
    assert window(document).horizon == 2


def test_it_is_seen_whole_in_a_small_window(page):
    page.on.click()
    assert page.horizontalScrollBar().maximum() == 0
