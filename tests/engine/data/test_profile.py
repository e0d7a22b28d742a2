import numpy as np
import polars as pl
import pytest

from engine.data.kinds.category import Category
from engine.data.kinds.number import Number
from engine.data.profile import BINS, profile, profiles
from engine.data.source import Cancelled
from engine.data.table import Table


def test_numbers_at_a_glance() -> None:
    found = profile(pl.Series([1.0, 2.0, None, 3.0, 2.0]))
    assert found.numeric
    assert (found.rows, found.missing, found.present, found.distinct) == (5, 1, 4, 3)
    assert (found.minimum, found.maximum, found.mean) == (1.0, 3.0, 2.0)
    assert found.std == pytest.approx(np.std([1, 2, 3, 2]))
    assert found.whole
    assert found.top[0] == ("2", 2)


def test_the_histogram_counts_every_number_once() -> None:
    values = np.random.default_rng(0).normal(size=1000)
    found = profile(pl.Series(values))
    assert found.histogram == tuple(np.histogram(values, BINS)[0].tolist())


def test_equal_numbers_are_a_single_bar() -> None:
    assert profile(pl.Series([5, 5, 5])).histogram == (3,)


def test_labels_at_a_glance() -> None:
    found = profile(pl.Series(["b", "a", "b", None, "ccc"]))
    assert not found.numeric
    assert (found.missing, found.distinct, found.longest) == (1, 3, 3)
    assert found.top[0] == ("b", 2)
    assert found.histogram == (2, 1, 1)


def test_text_among_numbers_is_counted() -> None:
    found = profile(pl.Series(["1", "2", "3", "4", "5", "6", "7", "x"]))
    assert found.numeric
    assert (found.text_cells, found.distinct, found.maximum) == (1, 7, 7.0)


def test_numbers_among_text_are_labels() -> None:
    assert not profile(pl.Series(["1", "2", "x", "y"])).numeric


def test_the_kind_decides_how_cells_are_read() -> None:
    series = pl.Series([1, 2, 2, 10])
    assert not profile(series, Category()).numeric
    assert profile(series, Category()).top == (("2", 2), *profile(series, Category()).top[1:])
    words = profile(pl.Series(["x", "1"]), Number())
    assert (words.numeric, words.text_cells) == (True, 1)


def test_a_column_without_cells_has_no_statistics() -> None:
    found = profile(pl.Series([None, None], dtype=pl.Float64))
    assert (found.missing, found.distinct, found.histogram, found.mean) == (2, 0, (), 0.0)


def test_numbers_beyond_all_limits_break_nothing() -> None:
    found = profile(pl.Series([1e308, -1e308, float("inf")]))
    assert (found.text_cells, found.std) == (1, 0.0)
    assert sum(found.histogram) == 2
    tiny = profile(pl.Series([5e-324, 0.0]))
    assert sum(tiny.histogram) == 2


def test_all_columns_are_counted_and_cancel_is_felt() -> None:
    table = Table.from_columns({"a": [1, 2], "b": ["x", "y"]})
    assert list(profiles(table)) == ["a", "b"]
    with pytest.raises(Cancelled):
        profiles(table, lambda *_: False)
