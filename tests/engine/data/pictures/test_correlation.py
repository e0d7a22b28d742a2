"""Pearson's r, by hand and against numpy."""

import numpy as np
import pytest

from engine.data.pictures.correlation import MOST_COLUMNS, TooFewNumbersError, correlation, pearson
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.table import Table


def test_columns_of_numbers_are_correlated_over_the_rows_that_have_both(view):
    found = correlation(view)
    assert found.columns == ("size", "mass")
    np.testing.assert_allclose(found.r, [[1, 1], [1, 1]])
    assert found.rows.tolist() == [[5, 5], [5, 6]]


def test_an_example_by_hand():
    # x - 2 = -1 0 1, y - 2 = 1 -1 0: -1 / sqrt(2 * 2)
    r, both = pearson(np.array([[1.0, 3.0], [2.0, 1.0], [3.0, 2.0]]))
    np.testing.assert_allclose(r, [[1, -0.5], [-0.5, 1]])
    assert both.tolist() == [[3, 3], [3, 3]]


def test_it_is_numpys_over_each_pair_far_from_zero_too():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(200, 4)) @ rng.normal(size=(4, 4)) + 1e6
    values[rng.random(values.shape) < 0.2] = np.nan
    r, _ = pearson(values)
    for one, two in np.ndindex(4, 4):
        both = np.isfinite(values[:, one]) & np.isfinite(values[:, two])
        assert r[one, two] == pytest.approx(np.corrcoef(values[both, one], values[both, two])[0, 1], abs=1e-9)


def test_what_does_not_vary_or_is_never_there_has_none():
    r, _ = pearson(np.array([[1.0, 5.0, np.nan], [2.0, 5.0, np.nan], [4.0, 5.0, np.nan]]))
    assert r[0, 0] == pytest.approx(1)
    assert np.isnan(r[1:]).all()
    assert np.isnan(r[:, 1:]).all()


def test_the_largest_numbers_that_there_are():
    values = np.array([[-1e308, 1e308], [1e308, -1e308], [0.0, 0.0]])
    np.testing.assert_allclose(pearson(values)[0], [[1, -1], [-1, 1]])


def test_one_column_of_numbers_is_too_few():
    table = Table.from_columns({"size": [1.0, 2.5, 4.0], "kind": ["a", "b", "a"]})
    with pytest.raises(TooFewNumbersError, match="has one"):
        correlation(View.of(table, propose(table), None))


def test_what_has_no_room_is_counted():
    values = np.random.default_rng(0).normal(size=(9, MOST_COLUMNS + 3))
    table = Table.from_columns({f"c{place}": column for place, column in enumerate(values.T)})
    found = correlation(View.of(table, propose(table), None))
    assert (len(found.columns), found.left_out) == (MOST_COLUMNS, 3)
