"""The numbers of histograms, by hand."""

import numpy as np
import pytest

from engine.data.pictures.distribution import UNKNOWN, distribution
from engine.data.pictures.view import View
from engine.data.recipe import propose
from engine.data.table import Table


def test_whole_numbers_have_a_bin_each(view):
    found = distribution(view, "size")
    assert found.edges.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]
    assert found.labels == ("a", "b")
    assert found.counts.tolist() == [[1, 1, 1, 0], [0, 1, 0, 1]]
    assert (found.missing, found.target) == (1, "kind")


def test_labels_are_counted_one_by_one(view):
    found = distribution(view, "place")
    assert found.names == ("north", "south")
    assert found.counts.tolist() == [[3, 0], [0, 2]]
    assert found.missing == 1


def test_the_target_itself_is_not_divided_by_class(view):
    found = distribution(view, "kind")
    assert found.labels == ()
    assert found.counts.tolist() == [[3, 3]]


def test_moments_lie_in_equal_bins_from_the_first_to_the_last(view):
    found = distribution(view, "day")
    assert found.moments
    assert len(found.edges) == 31
    assert found.counts.sum() == 6
    assert found.counts[:, 0].tolist() == [0, 1]
    assert found.counts[:, -1].tolist() == [1, 0]


def test_rows_without_a_class_are_a_group_of_their_own():
    table = Table.from_columns({"size": [1.0, 2.0, 2.0], "kind": ["a", "b", None]})
    found = distribution(View.of(table, propose(table).with_role("kind", "target"), None), "size")
    assert found.labels == ("a", "b", UNKNOWN)
    assert found.counts.tolist() == [[1, 0], [0, 1], [0, 1]]


@pytest.mark.parametrize("value", [0.25, 2.0**60, -1e149])
def test_a_single_number_has_a_bin(value):
    table = Table.from_columns({"size": [value, value], "other": [1.0, 2.0]})
    assert (
        distribution(View.of(table, propose(table).with_role("other", "target"), None), "size").counts.sum()
        == 2
    )


def test_numbers_too_far_away_and_gaps_have_no_place():
    table = Table.from_columns({"size": [-1.7e308, 0.5, 1.7e308], "empty": [None, None, None]})
    view = View.of(table, propose(table), None)
    found = distribution(view, "size")
    assert np.isfinite(found.edges).all()
    assert (found.counts.sum(), found.missing) == (1, 2)
    assert distribution(view, "empty").counts.sum() == 0
