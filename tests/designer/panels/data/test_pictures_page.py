"""The pictures of the table: what is chosen, what is drawn, what is saved."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from designer.document import Document
from designer.panels.data import DataPanel
from designer.panels.data.pictures import PICTURES
from engine.data.recipe import propose
from engine.data.split import IN_FILE
from engine.data.table import Table, read
from engine.examples import examples
from engine.proposal import propose_design


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def panel(show, document, appearance):
    panel = DataPanel(document, appearance)
    panel.resize(1200, 320)
    table = read(examples()[0].path)
    document.reset(propose_design(table, propose(table)), table=table)
    show(panel)
    panel.tabs.setCurrentWidget(panel.pictures_page)
    return panel


@pytest.fixture
def page(panel):
    return panel.pictures_page


def chart(page):
    return page.charts[page.picture.name]


def test_no_picture_is_made_before_it_is_seen(show, document, appearance):
    panel = show(DataPanel(document, appearance))
    assert not panel.pictures_page.charts


def test_a_histogram_says_which_rows_it_shows(page, document):
    test = len(document.prepared.parts.test)
    assert f"{test} test rows sealed" in chart(page).readout.text()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_drawn_and_saved_in_light_and_dark(page, appearance, tmp_path, picture):
    page.choose(picture.name)
    shown = chart(page)
    assert page._pages.currentWidget() is shown
    header, rows = shown.data()
    rows = [list(row) for row in rows]
    assert rows
    assert all(len(row) == len(header) for row in rows)
    light = shown.grab().toImage()
    appearance.choose("dark")
    assert shown.grab().toImage() != light
    for name, save in (("a.png", shown.save_png), ("a.svg", shown.save_svg), ("a.csv", shown.save_csv)):
        save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 20


def test_the_picture_follows_the_selected_column(page, panel):
    panel.columns.select(("island",))
    assert page.first.currentData() == "island"
    assert chart(page).data()[0][0] == "island"


def test_a_large_table_is_counted_aside(page, document, qtbot):
    values = np.random.default_rng(0).normal(size=(20_000, 2))
    table = Table.from_columns(
        {"a": values[:, 0], "b": values[:, 1], "kind": np.where(values[:, 0] > 0, "x", "y")}
    )
    document.reset(propose_design(table, propose(table).with_role("kind", "target")), table=table)
    for picture in PICTURES:
        page.choose(picture.name)
        qtbot.waitUntil(lambda: not document.preparing and not page.picturing.busy)
        assert page._pages.currentWidget() is chart(page), page.empty.sentence


def test_without_rows_there_is_a_sentence(page, document):
    table = Table.from_columns({"a": [], "b": []})
    document.reset(propose_design(table, propose(table)), table=table)
    for picture in PICTURES:
        page.choose(picture.name)
        assert page._pages.currentWidget() is page.empty or page.picture.name in page.charts


def move(shown, x, y):
    view = shown._plot.vb
    shown.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(x, y)))


def test_the_cursor_reads_out_a_bar_and_classes_stand_beside_one_another(page, panel, qtbot):
    panel.columns.select(("island",))
    shown = chart(page)
    move(shown, 2.0, 1.0)
    said = shown.readout.text()
    assert said.startswith("Torgersen:")
    assert said.endswith("Adelie)")
    stacked = shown._plot.vb.viewRange()[1][1]
    qtbot.mouseClick(shown.beside, Qt.MouseButton.LeftButton)
    assert shown._plot.vb.viewRange()[1][1] < stacked


def test_the_cursor_reads_out_a_dot(page, panel):
    panel.columns.select(("bill_length_mm", "island"))
    page.choose("scatter")
    shown = chart(page)
    move(shown, shown._x[0], shown._y[0])
    assert "bill_length_mm 39.1" in shown.readout.text()
    assert "island Torgersen" in shown.readout.text()
    assert shown.readout.text().endswith("species Adelie")


def test_the_cursor_reads_out_a_correlation(page):
    page.choose("correlation")
    move(chart(page), 0.5, 0.5)
    assert chart(page).readout.text().startswith("bill_length_mm and bill_length_mm: r = 1")


def test_dots_are_coloured_by_a_target_of_numbers(page, panel, document):
    panel.set_role(("body_mass_g",), "target")
    page.choose("scatter")
    assert "orange to blue: body_mass_g" in chart(page).readout.text()
    assert len(chart(page)._dots) > 5


def test_a_course_is_drawn_in_the_order_of_the_file_or_of_a_column(page, panel, document):
    page.choose("scatter")
    page.choose("course")
    assert page.second.currentData() == IN_FILE
    panel.columns.select(("island", "year"))
    assert page.first.currentData() == "bill_length_mm", "an island cannot rise and fall"
    panel.columns.select(("year",))
    assert page.first.currentData() == "year"
    move(chart(page), 1.2, 2008.0)
    assert chart(page).readout.text().endswith("year 2007")
    rows = list(chart(page).data()[1])
    assert len(rows) == document.table.rows - len(document.prepared.parts.test)


def test_the_cursor_reads_out_classes_and_gaps(page):
    page.choose("balance")
    move(chart(page), 0.0, 5.0)
    assert re.fullmatch(r"Adelie: \d+ rows, \d\d % of those with a class", chart(page).readout.text())
    page.choose("gaps")
    assert "cells missing in" in chart(page).readout.text()
    move(chart(page), 0.5, 0.5)
    assert chart(page).readout.text() == "species: 0 missing (0 %); about row 1 0 %"


def test_what_has_no_picture_says_why(page, panel):
    panel.set_role(("body_mass_g",), "target")
    page.choose("balance")
    assert "body_mass_g is a number" in page.empty.sentence
    page.choose("histogram")
    assert page._pages.currentWidget() is chart(page)


def test_all_tabs_have_room_in_a_small_window(panel, qtbot):
    panel.resize(900, 300)
    bar = panel.tabs.tabBar()
    qtbot.waitUntil(lambda: bar.tabRect(bar.count() - 1).right() < panel.tabs.width())


ODD = {
    "one row": {"a": [1.0], "b": [2.5]},
    "equal numbers": {"a": [1e308] * 3, "b": [2.0**60] * 3, "c": list("xyx")},
    "all calendars": {
        "a": ["0001-01-01", "9999-12-31", "2020-05-05"],
        "b": [1.0, None, 2.5],
        "c": list("xyx"),
    },
    "markup": {"a": ["<b>x</b>", "y & z", "<b>x</b>"], "b" * 300: [1.0, 2.0, 3.5], "c": [3.0, 1.0, 2.5]},
}


@pytest.mark.parametrize("columns", ODD.values(), ids=ODD)
def test_odd_tables_have_pictures_or_sentences(page, document, columns):
    table = Table.from_columns(columns)
    document.reset(propose_design(table, propose(table)), table=table)
    for picture in PICTURES:
        page.choose(picture.name)
        page.grab()
        if page._pages.currentWidget() is not page.empty:
            list(chart(page).data()[1])
            move(chart(page), 1.0, 1.0)
        else:
            assert page.empty.sentence.endswith(".")


def test_a_course_begins_with_the_target_over_the_date(page, document):
    days = [f"2024-01-{day:02}" for day in range(1, 31)]
    prices = np.random.default_rng(0).normal(size=(30, 2))
    table = Table.from_columns({"day": days, "volume": prices[:, 0], "price": prices[:, 1]})
    document.reset(propose_design(table, propose(table).with_role("price", "target")), table=table)
    page.choose("course")
    assert (page.first.currentData(), page.second.currentData()) == ("price", "day")
    move(chart(page), chart(page)._found.x[0], 0.0)
    assert re.fullmatch(r"day 2024-01-\d\d · price \S+", chart(page).readout.text())
