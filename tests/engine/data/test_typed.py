import polars as pl
import pytest

from engine.data.blocks import Block
from engine.data.dialect import Dialect
from engine.data.repairs import Repair
from engine.data.typed import Typist, first_types

SEMICOLON = Dialect(delimiter=";", decimal=",")


def regular(text: str) -> Block:
    return Block(text.encode(), text.count("\n"))


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "-2", "NA"], pl.Int64),
        (["1", "2.5"], pl.Float64),
        (["1", "x"], pl.String),
        (["007", "12"], pl.String),
        (["12345678901234567890"], pl.String),
        (["", "NA"], pl.Int64),
    ],
)
def test_the_first_rows_suggest_a_type(cells: list[str], wanted: type[pl.DataType]) -> None:
    assert first_types([[cell] for cell in cells], 1, Dialect()) == [wanted]


def test_a_decimal_comma_makes_numbers_and_a_point_then_does_not() -> None:
    assert first_types([["1,5", "1.5"]], 2, SEMICOLON) == [pl.Float64, pl.String]


def test_regular_rows_are_parsed_as_believed() -> None:
    typist = Typist(Dialect(), [pl.Int64, pl.Float64, pl.String])
    frame = typist.frame(regular('1,2.5, a \nNA,nan,"-"\n'))
    assert frame.rows() == [(1, 2.5, "a"), (None, None, None)]


def test_a_belief_moves_to_numbers_and_then_to_text() -> None:
    typist = Typist(Dialect(), [pl.Int64])
    assert typist.frame(regular("1\n")).dtypes == [pl.Int64]
    assert typist.frame(regular("2.5\n")).rows() == [(2.5,)]
    assert not typist.spoiled
    assert typist.frame(regular("x\n")).rows() == [("x",)]
    assert typist.spoiled


def test_text_after_nothing_but_gaps_spoils_nothing() -> None:
    typist = Typist(Dialect(), [pl.Int64])
    typist.frame(regular("NA\n"))
    typist.frame(regular("x\n"))
    assert not typist.spoiled


def test_a_number_with_a_space_or_a_gap_with_one_stays_what_it_is() -> None:
    typist = Typist(Dialect(), [pl.Float64, pl.Int64])
    assert typist.frame(regular(" 1.5 , NA\n2.5, 7 \n")).rows() == [(1.5, None), (2.5, 7)]
    assert typist.types == [pl.Float64, pl.Int64]


def test_a_whole_number_too_large_for_64_bits_becomes_a_number() -> None:
    typist = Typist(Dialect(), [pl.Int64])
    assert typist.frame(regular("99999999999999999999\n")).rows() == [(1e20,)]


@pytest.mark.parametrize("rows", [False, True])
def test_decimal_commas_are_read_either_way(rows: bool) -> None:
    block = Block(rows=[(1, ["1,5", "a"], None), (2, ["2", "b"], None)]) if rows else regular("1,5;a\n2;b\n")
    assert Typist(SEMICOLON, [pl.Float64, pl.String]).frame(block).rows() == [(1.5, "a"), (2.0, "b")]


def test_short_long_and_empty_rows_are_mended_and_counted() -> None:
    typist = Typist(Dialect(), [pl.Int64, pl.Int64])
    rows = [["1"], ["1", "2", "3"], ["1", "2", ""], [], [" "]]
    frame = typist.frame(Block(rows=[(line, row, None) for line, row in enumerate(rows, start=1)], line=10))
    assert frame.rows() == [(1, None), (1, 2), (1, 2)]
    assert typist.ledger.closed().lines == {Repair.SHORT: (11,), Repair.LONG: (12,), Repair.BLANK: (14, 15)}
