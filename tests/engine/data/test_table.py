import numpy as np
import polars as pl
import pytest

from engine.data.source import ReadError
from engine.data.table import Table, shown


def test_columns_made_here_have_the_types_of_those_that_were_read() -> None:
    table = Table.from_columns(
        {
            "whole": np.arange(3, dtype=np.int32),
            "number": np.array([1.5, np.nan, 2.5], np.float32),
            "text": ["a ", "NA", ""],
            "flag": [True, False, None],
            "nothing": [None, None, None],
            "mixed": [1, "x", 2.5],
        }
    )
    assert table.frame.dtypes == [pl.Int64, pl.Float64, pl.String, pl.String, pl.String, pl.String]
    assert table.column("number").to_list() == [1.5, None, 2.5]
    assert table.column("text").to_list() == ["a", None, None]
    assert table.column("flag").to_list() == ["true", "false", None]
    assert table.column("mixed").to_list() == ["1", "x", "2.5"]


def test_a_table_knows_its_size_and_names() -> None:
    table = Table.from_columns({"a": [1, 2], "b": ["x", "y"]})
    assert (table.rows, table.names) == (2, ("a", "b"))


def test_a_column_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(ReadError, match="no column c; it has a, b"):
        Table.from_columns({"a": [1], "b": [2]}).column("c")


def test_cells_read_as_a_person_would_write_them() -> None:
    assert [shown(value) for value in (None, 18.0, 0.1, "x", 7)] == ["", "18", "0.1", "x", "7"]
    assert Table.from_columns({"a": [1.5, None]}).cell(1, "a") == ""


def test_rows_can_be_taken_in_any_order() -> None:
    table = Table.from_columns({"a": [1, 2, 3]}).take(np.array([2, 0]))
    assert table.column("a").to_list() == [3, 1]
