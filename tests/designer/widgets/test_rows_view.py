import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from designer.widgets.rows_view import RowsView
from engine.data.recipe import propose
from engine.data.table import Table


@pytest.fixture
def table():
    return Table.from_columns({"size": [1.0, None, 3.5], "kind": ["a", "b", None], "id": ["x1", "x2", "x3"]})


@pytest.fixture
def view(show, appearance):
    made = RowsView(appearance)
    made.resize(500, 200)
    return show(made)


def ground(view, row, column):
    return view.rows.index(row, column).data(Qt.ItemDataRole.BackgroundRole)


def test_cells_are_shown_as_a_person_reads_them(view, table):
    view.show_table(table)
    cells = [[view.rows.index(row, column).data() for column in range(3)] for row in range(3)]
    assert cells == [["1", "a", "x1"], ["", "b", "x2"], ["3.5", "", "x3"]]
    assert view.rows.headerData(0, Qt.Orientation.Horizontal) == "size"
    assert view.rows.headerData(2, Qt.Orientation.Vertical) == "3"


def test_gaps_the_target_and_marked_columns_are_tinted(view, table):
    view.show_table(table)
    assert ground(view, 1, 0) is not None
    assert ground(view, 0, 0) is None
    view.show_recipe(propose(table).with_role("kind", "target"))
    assert ground(view, 0, 1) is not None
    view.show_table(table, marked=("size",))
    assert ground(view, 0, 0) is not None
    assert ground(view, 0, 1) is None


def test_a_million_rows_are_shown_without_being_copied(view):
    table = Table.from_columns({"number": range(1_000_000)})
    view.show_table(table)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.rows.index(999_999, 0).data() == "999999"
    assert view.rowAt(view.viewport().height() - 4) == 999_999


def test_no_table_is_shown_as_nothing(view, table):
    view.show_table(table)
    view.show_table(None)
    assert view.rows.rowCount() == 0
    assert view.rows.columnCount() == 0


def test_tints_are_painted(view, table):
    bare = Table.from_columns({"size": [1.0, 2.0]})
    view.show_table(bare)
    plain = view.grab().toImage()
    view.show_table(bare, marked=("size",))
    assert view.grab().toImage() != plain


def test_a_header_sorts_rows_that_keep_their_numbers_and_a_third_click_takes_it_back(view, qtbot):
    view.show_table(Table.from_columns({"size": [2.0, None, 3.5, 1.0]}))

    def shown():
        return [view.rows.index(row, 0).data() for row in range(view.rows.rowCount())]

    def click():
        header = view.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(0) + 8, 8)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click()
    assert shown() == ["1", "2", "3.5", ""]
    assert [view.rows.headerData(row, Qt.Orientation.Vertical) for row in range(4)] == ["4", "1", "3", "2"]
    click()
    assert shown() == ["3.5", "2", "1", ""]
    click()
    assert shown() == ["2", "", "3.5", "1"]


def test_some_rows_alone_can_be_shown_and_sorted(view):
    view.show_table(Table.from_columns({"size": [2.0, None, 3.5, 1.0]}))
    view.rows.keep(np.array([0, 3]))
    view.rows.sort(0)
    assert [view.rows.index(row, 0).data() for row in range(view.rows.rowCount())] == ["1", "2"]
    assert view.rows.row_number(0) == 3
    view.rows.keep(None)
    assert view.rows.rowCount() == 4
