import polars as pl
import pytest

from engine.data.dialect import Dialect
from engine.data.spelling import conventions, is_amount, plain_numbers, signed

EUROPE = Dialect(delimiter=";", decimal=",", thousands=".")


@pytest.mark.parametrize(
    ("cells", "dialect", "numbers"),
    [
        (["1,234,567", "12", "1,234.5"], Dialect(thousands=","), [1234567.0, 12.0, 1234.5]),
        (["1.234.567,8", "1,5"], EUROPE, [1234567.8, 1.5]),
        (["1 234", "1\u00a0234", "1\u202f234 567"], Dialect(thousands=" "), [1234, 1234, 1234567]),
        (["1'234", "1’234’567"], Dialect(thousands="'"), [1234, 1234567]),
        (["€ 1.234,50", "2,5 €", "EUR 3", "-€4", "€ -5"], EUROPE, [1234.5, 2.5, 3.0, -4.0, -5.0]),
        (["$12", "(1,200)", "($3)", "5-", "\u22126"], Dialect(thousands=","), [12, -1200, -3, -5, -6]),
        (["12 %", "3.5%", None], Dialect(), [12.0, 3.5, None]),
    ],
)
def test_numbers_are_read_as_they_were_meant(
    cells: list[str | None], dialect: Dialect, numbers: list[float | None]
) -> None:
    found = plain_numbers(pl.Series("x", cells), dialect)
    assert found.to_list() == numbers
    assert found.name == "x"


@pytest.mark.parametrize(
    "cells",
    [
        ["007", "12"],
        ["12345678901234567890", "1"],
        ["ant", "bee", "3"],
        ["1,23", "4,567"],
        ["10.0.0.1", "192.168.10.1"],
        ["(1", "2)"],
    ],
)
def test_codes_and_words_stay_texts(cells: list[str]) -> None:
    texts = pl.Series("x", cells)
    assert plain_numbers(texts, Dialect(thousands=",")) is texts


def test_mostly_numbers_are_spelled_plainly_and_the_rest_keeps_its_own() -> None:
    texts = pl.Series("a", ["1,5", "2,5", "€ 3", "1.004,25", "5", "a,b", None])
    assert plain_numbers(texts, EUROPE).to_list() == ["1.5", "2.5", "3", "1004.25", "5", "a,b", None]


@pytest.mark.parametrize(
    ("column", "delimiter", "signs"),
    [
        (["1.5", "2"], ",", (".", "")),
        (["1,234", "12,000"], ",", (".", ",")),
        (["1,234", "12,000"], ";", (",", "")),
        (["1,234,567"], ";", (".", ",")),
        (["1.234,5"], ";", (",", ".")),
        (["1 234", "5"], ";", (".", " ")),
        (["1 234,5"], ";", (",", " ")),
        (["1'234.5"], ";", (".", "'")),
        (["1,5", "2,25"], ",", (",", "")),
        (["one", "1,5"], ",", (".", "")),
        (["NA", ""], ",", (".", "")),
    ],
)
def test_the_signs_in_numbers_are_found(column: list[str], delimiter: str, signs: tuple[str, str]) -> None:
    assert conventions([column], delimiter) == signs


def test_money_and_percent_are_amounts_and_dates_of_words_are_not() -> None:
    assert all(map(is_amount, ("€ 1.234,50", "$12", "12 %", "(1,200)", "1'234", "5 kr")))
    assert not any(map(is_amount, ("5 apples", "a", "1/2", "", "12:30")))
    assert signed(pl.Series(["12 %"])) == "percent"
    assert signed(pl.Series(["1", "€ 12"])) == "money"
    assert signed(pl.Series(["1,200"])) == ""
