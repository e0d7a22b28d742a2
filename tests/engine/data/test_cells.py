import numpy as np
import polars as pl
import pytest

from engine.data.cells import (
    as_labels,
    as_numbers,
    in_order,
    is_comma_number,
    is_date,
    is_missing,
    is_number,
    text_cells,
)


@pytest.mark.parametrize("cell", ["1", "-2.5", "+.5", "1.", "3e-7", " 4 "])
def test_what_reads_like_a_number_is_one(cell: str) -> None:
    assert is_number(cell)


@pytest.mark.parametrize("cell", ["", "1,5", "1.2.3", "e5", "0x10", "1_000", "one"])
def test_what_does_not_read_like_a_number_is_none(cell: str) -> None:
    assert not is_number(cell)


def test_only_a_comma_between_digits_makes_a_comma_number() -> None:
    assert is_comma_number("1,5")
    assert is_comma_number("-0,25")
    assert not is_comma_number("15")
    assert not is_comma_number("1,000,000")


@pytest.mark.parametrize("cell", ["", "NA", "n/a", " - ", "?", "null", "NaN"])
def test_words_for_nothing_are_gaps(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize("cell", ["0", "no", "name", "--"])
def test_other_words_are_not_gaps(cell: str) -> None:
    assert not is_missing(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2015-02-17",
        "1949-01",
        "17.02.2015",
        "2/17/15",
        "2015-02-17T10:00:00Z",
        "10:30",
        "5 May 2020",
        "Jan 5, 2020",
    ],
)
def test_dates_are_known(cell: str) -> None:
    assert is_date(cell)


@pytest.mark.parametrize("cell", ["2007", "3.5", "may", "1-2", "127.0.0.1"])
def test_what_is_no_date_is_none(cell: str) -> None:
    assert not is_date(cell)


def test_numbers_of_a_column_are_nan_where_there_is_none() -> None:
    numbers = as_numbers(pl.Series(["1", " 2.5", "x", None, "inf"]))
    assert numbers[:2].tolist() == [1.0, 2.5]
    assert np.isnan(numbers[2:]).all()


def test_an_infinite_number_is_none() -> None:
    assert np.isnan(as_numbers(pl.Series([1.0, float("inf")]))).tolist() == [False, True]


def test_labels_of_whole_numbers_do_not_depend_on_their_type() -> None:
    assert as_labels(pl.Series([3, None])).to_list() == ["3", None]
    assert as_labels(pl.Series([3.0, 3.5])).to_list() == ["3", "3.5"]


def test_text_among_numbers_is_counted_apart_from_gaps() -> None:
    assert text_cells(pl.Series(["1", None, "x", "y"])) == 2


def test_labels_come_in_the_order_of_numbers_or_letters() -> None:
    assert in_order(["10", "9", "-1"]) == ("-1", "9", "10")
    assert in_order(["b", "A", "10"]) == ("10", "A", "b")
