import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.baselines import baselines
from engine.data.preparation import Preparation
from engine.data.prepare import Prepared, PrepareError, prepare
from engine.data.recipe import Recipe, propose
from engine.data.split import Parts, Split
from engine.data.table import Table
from engine.data.window import Track, Window


def table(rows: int = 40) -> Table:
    days = [f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}" for number in range(rows)]
    return Table.from_columns(
        {
            "day": days,
            "volume": [float(number % 5) for number in range(rows)],
            "price": [100.0 + number for number in range(rows)],
        }
    )


def prepared(window: Window, of: Table | None = None) -> Prepared:
    of = table() if of is None else of
    recipe = propose(of).with_role("day", "ignore").with_role("price", "target")
    return prepare(of, recipe.with_window(window), seed=7)


def test_a_row_is_told_from_those_before_it() -> None:
    # Two series in one table; the rows of each are put in order by their rank: b is 3, 1, 5 and a is 4, 0, 2.
    track = Track.of(np.array([1, 1, 2, 0, 0, 2]), np.array([0, 1, 0, 1, 0, 1]), Window(past=2))
    assert track.rows.tolist() == [4, 0, 2, 3, 1, 5]
    assert track.reaching.tolist() == [False, False, True, False, False, True]
    assert track.past(np.array([2, 5])).tolist() == [[4, 0], [3, 1]]
    assert track.last(np.array([2, 5])).tolist() == [0, 1]


def test_what_comes_next_is_told_from_the_last_rows() -> None:
    # The same two series: a ends with row 2, b with row 5; with a horizon of 2, two rows are to come in each.
    track = Track.of(np.array([1, 1, 2, 0, 0, 2]), np.array([0, 1, 0, 1, 0, 1]), Window(past=2, horizon=2))
    last, steps, past = track.coming()
    assert (last.tolist(), steps.tolist()) == ([2, 2, 5, 5], [1, 2, 1, 2])
    assert past.tolist() == [[4, 0], [0, 2], [3, 1], [1, 5]]
    assert not len(Track.of(np.arange(2), np.zeros(2, np.int64), Window(past=3)).coming().last)


def test_the_horizon_leaves_rows_out_in_between() -> None:
    track = Track.of(np.arange(6), np.zeros(6, np.int64), Window(past=2, horizon=3))
    assert np.flatnonzero(track.reaching).tolist() == [4, 5]
    assert track.past(np.array([4, 5])).tolist() == [[0, 1], [1, 2]]


@given(
    st.lists(st.tuples(st.integers(-1, 30), st.integers(0, 2)), min_size=6, max_size=60),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_no_window_leaves_its_part_or_its_series(
    cells: list[tuple[int, int]], past: int, horizon: int, stride: int
) -> None:
    ranks, series = (np.array(each) for each in zip(*cells, strict=True))
    track = Track.of(ranks, series, Window(past=past, horizon=horizon, stride=stride))
    part_of = np.arange(len(cells)) % 7 // 5
    parts = track.within(Parts(*(np.flatnonzero(part_of == part) for part in range(3))))
    for number, rows in enumerate((parts.train, parts.validation, parts.test)):
        seen = track.past(rows)
        assert (part_of[seen] == number).all()
        assert (series[seen] == series[rows][:, None]).all()
        assert (ranks[seen] <= ranks[rows][:, None]).all()
        assert (np.diff(track.place[seen], axis=1) == 1).all()


def test_a_table_becomes_windows_of_features_and_of_the_target_s_own_past() -> None:
    found = prepared(Window(past=3, order="day"))
    assert found.feature_names == ("volume", "price")
    assert found.preparation.shape_of(["volume", "price"]) == (3, 2)
    row = int(found.parts.train[0])
    assert row == 3
    assert found.given(found.parts.train[:1])[0].tolist() == found.features[:3].tolist()
    assert np.array_equal(found.features[:, 1:], found.target)
    assert prepared(Window(past=3, own=False)).feature_names == ("volume",)


def test_the_latest_rows_test() -> None:
    found = prepared(Window(past=3))
    assert (
        max(found.parts.train)
        < min(found.parts.validation)
        < max(found.parts.validation)
        < min(found.parts.test)
    )
    assert found.notes == ("3 rows have too few rows before them to be predicted from the past.",)


def test_a_gap_in_the_past_leaves_the_rows_after_it_out() -> None:
    columns = {name: table().column(name).to_list() for name in table().names}
    columns["volume"][10] = None
    found = prepared(Window(past=3), Table.from_columns(columns))
    assert not {11, 12, 13} & set(found.parts.train.tolist())
    assert {10, 14} <= set(found.parts.train.tolist())


def test_every_second_window_trains() -> None:
    assert prepared(Window(past=3, stride=2)).parts.train[:3].tolist() == [4, 6, 8]


def test_it_survives_being_saved() -> None:
    window = Window(past=3, horizon=2, order="day")
    recipe = propose(table()).with_window(window)
    assert Recipe.from_dict(json.loads(json.dumps(recipe.to_dict()))).window == window
    preparation = prepared(window).preparation
    assert Preparation.from_dict(json.loads(json.dumps(preparation.to_dict()))) == preparation


def test_what_was_true_last_is_a_baseline() -> None:
    found = prepared(Window(past=3))
    scores = {each.name: each.scores(found, "validation") for each in baselines(found)}
    assert scores["last value"]["mean_absolute_error"] == pytest.approx(1, rel=1e-4)
    assert scores["linear model"]["mean_absolute_error"] == pytest.approx(0, abs=1e-2)


def test_other_test_rows_leave_the_training_windows_as_they_are() -> None:
    before = prepared(Window(past=3))
    columns = {name: table().column(name).to_list() for name in table().names}
    for row in before.parts.test:
        columns["price"][row], columns["volume"][row] = -1e6, 77.0
    after = prepared(Window(past=3), Table.from_columns(columns))
    assert np.array_equal(before.parts.train, after.parts.train)
    assert np.array_equal(before.given(before.parts.train), after.given(after.parts.train))
    assert np.array_equal(before.target[before.parts.train], after.target[after.parts.train])


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(PrepareError, match="by date, but the table has no such column"):
        prepared(Window(past=3, order="date"))


def test_a_row_order_told_by_a_column_keeps_the_windows_in_their_parts() -> None:
    of = table()
    parts = ["train"] * 25 + ["validation"] * 5 + ["test"] * 10
    of = Table(of.frame.with_columns(pl.Series("part", parts)))
    recipe = propose(of).with_role("day", "ignore").with_role("price", "target").with_role("part", "ignore")
    found = prepare(of, recipe.with_split(Split(assigned="part")).with_window(Window(past=3)), seed=7)
    assert found.parts.sizes == (22, 2, 7)
