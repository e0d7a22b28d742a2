"""The points of a scatter, by hand."""

import numpy as np

from engine.data.pictures import view as views
from engine.data.pictures.scatter import JITTER, scatter
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.table import Table
from tests.engine.data.pictures.conftest import TABLE


def test_a_point_for_each_row_that_has_both(view):
    found = scatter(view, "size", "mass")
    assert found.rows.tolist() == [0, 1, 2, 3, 5]
    assert found.x.values.tolist() == [1, 2, 2, 4, 3]
    assert found.y.values.tolist() == [2, 4, 4, 8, 6]
    assert found.classes.codes.tolist() == [0, 1, 0, 1, 0]
    assert not found.moved.any()


def test_points_of_a_label_are_spread_about_it(view):
    found = scatter(view, "place", "mass")
    assert found.x.values.tolist() == [0, 1, 0, 1, 0]
    assert found.moved[:, 0].all()
    assert np.abs(found.moved).max() <= JITTER
    assert not found.moved[:, 1].any()


def test_a_target_of_numbers_gives_each_point_its_number():
    found = scatter(View.of(TABLE, propose(TABLE).with_role("size", "target"), None), "mass", "mass")
    np.testing.assert_array_equal(found.numbers, [1, 2, 2, 4, np.nan, 3, 9, 9])
    assert found.classes is None


def test_of_many_rows_the_same_sample_is_drawn_every_time():
    table = Table.from_columns({"a": np.arange(30_000.0), "b": np.arange(30_000.0)})
    view = View.of(table, propose(table), None)
    one, two = scatter(view, "a", "b"), scatter(view, "a", "b")
    assert (len(one.rows), one.total) == (views.MOST_POINTS, 30_000)
    assert one.rows.tolist() == two.rows.tolist()
