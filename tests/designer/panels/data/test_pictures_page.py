"""The pictures of the table: what is chosen, what is drawn, what is saved."""

import numpy as np
import pytest

from designer.document import Document
from designer.panels.data import DataPanel
from designer.panels.data.pictures import PICTURES
from engine.data.recipe import propose
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
    assert f"the {test} test rows stay sealed" in chart(page).readout.text()


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
        assert (tmp_path / name).stat().st_size > 100


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
        assert page._pages.currentWidget() in (page.empty, chart(page))
