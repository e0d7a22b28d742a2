"""Which rows pictures show, and what columns are as axes and classes."""

import numpy as np

from engine.data.pictures.view import MOST_CLASSES, OTHERS, View
from engine.data.recipe import propose
from engine.data.split import Parts
from engine.data.table import Table
from tests.engine.data.pictures.conftest import TABLE


def test_test_rows_stay_sealed_and_rows_with_gaps_are_seen(view):
    assert view.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert view.told == "6 rows, 2 test rows sealed"


def test_while_the_rows_are_not_divided_all_are_seen_and_it_is_said():
    view = View.of(TABLE, propose(TABLE), None)
    assert len(view.rows) == 8
    assert view.told == "all 8 rows: no test row is set aside yet"
    nobody = np.zeros(0, np.int64)
    assert (
        View.of(TABLE, propose(TABLE), Parts(np.arange(8), nobody, nobody)).told == "8 rows, none is to test"
    )


def test_numbers_moments_and_labels_become_places(view):
    assert view.axis("mass").values.tolist() == [2, 4, 4, 8, 1, 6]
    days = view.axis("day")
    assert days.moments
    assert (np.diff(days.values) / 86_400).tolist() == [-2, 1, 2, 1, 1]
    places = view.axis("place")
    assert places.names == ("north", "south")
    np.testing.assert_array_equal(places.values, [0, 1, 0, np.nan, 1, 0])


def test_classes_are_those_that_may_be_seen(view):
    classes = view.classes()
    assert classes.labels == ("a", "b")
    assert classes.codes.tolist() == [0, 1, 0, 1, 1, 0]
    assert view.classes(view.rows[:2]).codes.tolist() == [0, 1]


def test_a_target_of_numbers_has_no_classes():
    assert View.of(TABLE, propose(TABLE).with_role("size", "target"), None).classes() is None


def test_rare_classes_are_gathered():
    labels = [f"class {number}" for number in range(12) for _ in range(12 - number)]
    table = Table.from_columns({"size": np.arange(len(labels)), "kind": labels})
    classes = View.of(table, propose(table).with_role("kind", "target"), None).classes()
    assert len(classes.labels) == MOST_CLASSES
    assert classes.labels[-1] == OTHERS
    assert (classes.codes == MOST_CLASSES - 1).sum() == 5 + 4 + 3 + 2 + 1


def test_a_sample_is_the_same_every_time(view):
    assert view.sample(3).tolist() == view.sample(3).tolist()
    assert set(view.sample(3)) <= set(view.rows)
    assert view.sample().tolist() == view.rows.tolist()
