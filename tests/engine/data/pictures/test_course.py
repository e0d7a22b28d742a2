"""The course of a column, by hand."""

import numpy as np
import pytest

from engine.data.pictures.course import NoCourseError, course
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.split import IN_FILE
from engine.data.table import Table


def test_in_the_order_of_the_file_rows_are_counted_from_one(view):
    found = course(view, "size", IN_FILE)
    assert found.x.tolist() == [1, 2, 3, 4, 5, 6]
    np.testing.assert_array_equal(found.y, [1, 2, 2, 4, np.nan, 3])
    assert (found.missing, found.moments) == (1, False)


def test_in_the_order_of_a_date(view):
    found = course(view, "mass", "day")
    assert found.moments
    assert (np.diff(found.x) / 86_400).tolist() == [1, 1, 1, 1, 1]
    assert found.y.tolist() == [4, 4, 2, 8, 1, 6]


def test_rows_without_a_place_in_the_order_are_counted(view):
    found = course(view, "mass", "size")
    assert found.y.tolist() == [2, 4, 4, 6, 8]
    assert found.missing == 1


@pytest.mark.parametrize(("column", "order"), [("place", IN_FILE), ("day", IN_FILE), ("size", "place")])
def test_what_has_no_course_is_said(view, column, order):
    with pytest.raises(NoCourseError, match="choose"):
        course(view, column, order)


def test_without_a_row_that_has_both_there_is_a_sentence():
    table = Table.from_columns({"size": [1.0, 2.5, None], "when": [None, None, 1.5]})
    with pytest.raises(NoCourseError, match="No row has both"):
        course(View.of(table, propose(table), None), "size", "when")
