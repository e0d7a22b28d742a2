"""Numbers that grow, the mean that smooths them, and what thins a long curve without losing its peaks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from designer.charts.series import Series, Tail, dashes, smoothed, thinned

numbers = st.lists(st.floats(-1e6, 1e6), max_size=60)


def test_a_series_holds_what_was_added_beyond_its_first_room() -> None:
    series = Series()
    for number in range(1000):
        series.add(number)
    assert len(series) == 1000
    assert series.values.tolist() == list(range(1000))


def test_a_tail_tells_what_is_new_in_a_list_that_grows_or_is_another() -> None:
    tail: Tail[object] = Tail()
    one, two, three = object(), object(), object()
    assert tail.rest([one]) == ([one], True)
    assert tail.rest([one, two, three]) == ([two, three], True)
    assert tail.rest([one, two, three]) == ([], True)
    assert tail.rest([one, two, one, three]) == ([one, two, one, three], False)
    assert tail.rest([]) == ([], False)
    assert tail.rest([two]) == ([two], True)


@given(numbers, st.integers(1, 9))
def test_smoothing_is_the_mean_of_the_last_few(values: list[float], window: int) -> None:
    smooth = smoothed(np.array(values), window)
    expected = [np.mean(values[max(0, end - window) : end]) for end in range(1, len(values) + 1)]
    assert np.allclose(smooth, expected, atol=1e-6)


def test_gaps_are_left_out_of_the_mean() -> None:
    smooth = smoothed(np.array([1.0, np.nan, 3.0, np.nan, np.nan]), 2)
    assert np.array_equal(smooth, [1.0, 1.0, 3.0, 3.0, np.nan], equal_nan=True)


def test_a_short_curve_is_not_thinned() -> None:
    x = np.arange(10.0)
    assert thinned(x, x, most=10)[0] is x


@given(st.integers(50, 500), st.integers(0, 2**31))
def test_thinning_keeps_ends_of_range_and_order(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = np.arange(float(size)), rng.normal(size=size)
    y[rng.random(size) < 0.1] = np.nan
    few, values = thinned(x, y, most=40)
    assert len(few) <= 40 + 2 * size // 40
    assert np.nanmax(values) == np.nanmax(y)
    assert np.nanmin(values) == np.nanmin(y)
    assert (np.diff(few) >= 0).all()


def test_dashes_have_the_length_of_pixels_and_skip_gaps() -> None:
    x = np.arange(27.0)
    joined = dashes(x, np.where(x == 20, np.nan, 0.0), on=8, off=5)
    assert joined[:7].all()
    assert not joined[8:12].any()
    assert not joined[[19, 20, 26]].any()
