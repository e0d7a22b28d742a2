import polars as pl
import pytest

from engine.data.finding import found_rows, order_of
from engine.data.table import Table

TABLE = Table.from_columns(
    {
        "age": [30.0, None, 41.5, 30.0],
        "island": ["Dream", "Biscoe", None, "dreamland"],
        "code": ["01", "2", "x", "03"],
    }
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [0, 1, 2, 3]),
        ("dream", [0, 3]),
        ("41.5", [2]),
        ("nowhere", []),
        ("age > 30", [2]),
        ("age >= 30", [0, 2, 3]),
        ("age<31", [0, 3]),
        ("age = 30", [0, 3]),
        ("age != 30", [2]),
        ("island = Dream", [0]),
        ("island != Dream", [1, 3]),
        ("island =", [2]),
        ("island !=", [0, 1, 3]),
        ("code > 1", [1, 3]),
        ("size > 3", []),
        ("(", []),
    ],
)
def test_rows_are_found_by_a_text_or_a_comparison(text: str, rows: list[int]) -> None:
    assert found_rows(TABLE, text).tolist() == rows


def test_rows_in_the_order_of_a_column_with_gaps_last() -> None:
    assert order_of(pl.Series([3, None, 1, 3])).tolist() == [2, 0, 3, 1]
    assert order_of(pl.Series([3, None, 1, 3]), descending=True).tolist() == [0, 3, 2, 1]
    assert order_of(pl.Series(["b", "a", None])).tolist() == [1, 0, 2]
