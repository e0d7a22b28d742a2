import datetime
from pathlib import Path

import polars as pl
import pytest

from engine.data.dialect import Dialect, guess
from engine.data.source import ReadError, source_of
from engine.data.table import preview, read

FRAME = pl.DataFrame(
    {
        "whole": pl.Series([1, 2, None], dtype=pl.Int32),
        "large": pl.Series([1, 2, 2**64 - 1], dtype=pl.UInt64),
        "number": pl.Series([1.5, float("nan"), 2.0], dtype=pl.Float32),
        "text": [" a ", "NA", "b"],
        "kind": pl.Series(["x", "y", "x"], dtype=pl.Categorical),
        "yes": [True, False, None],
        "day": [datetime.date(2020, 1, 2), None, datetime.date(2020, 1, 3)],
        "when": [datetime.datetime(2020, 1, 2), None, datetime.datetime(2020, 1, 2, 3, 4)],
        "midnight": [datetime.datetime(2020, 1, 2), None, datetime.datetime(2020, 1, 3)],
        "list": [[1, 2], [3], None],
    }
)
ROWS = [
    (1, 1.0, 1.5, "a", "x", "true", "2020-01-02", "2020-01-02 00:00:00", "2020-01-02"),
    (2, 2.0, None, None, "y", "false", None, None, None),
    (None, 2.0**64, 2.0, "b", "x", None, "2020-01-03", "2020-01-02 03:04:00", "2020-01-03"),
]


@pytest.mark.parametrize(
    "write", [pl.DataFrame.write_parquet, pl.DataFrame.write_ipc, pl.DataFrame.write_ipc_stream]
)
def test_columns_keep_their_names_and_become_plain(tmp_path: Path, write: object) -> None:
    path = tmp_path / "table.csv"
    write(FRAME, path)  # type: ignore[operator]
    table = read(path)
    assert table.names == tuple(FRAME.columns[:-1])
    assert table.frame.rows() == ROWS
    assert set(table.frame.dtypes) == {pl.Int64, pl.Float64, pl.String}
    assert table.repairs == ("list held lists or bytes in each cell: left out.",)
    assert table.source == source_of(path)
    assert guess(path) == Dialect()
    assert preview(path, Dialect())[:2] == [
        list(table.names),
        ["1", "1", "1.5", "a", "x", "true", *ROWS[0][6:]],
    ]


@pytest.mark.parametrize("start", [b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff"])
def test_what_is_damaged_is_a_sentence(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "table.parquet"
    path.write_bytes(start + bytes(100))
    with pytest.raises(ReadError, match="that can be read"):
        read(path)


def test_a_table_without_rows_is_a_sentence(tmp_path: Path) -> None:
    FRAME.clear().write_parquet(tmp_path / "t.parquet")
    with pytest.raises(ReadError, match="no rows"):
        read(tmp_path / "t.parquet")


def test_a_file_of_few_bytes_and_very_many_cells_is_refused(tmp_path: Path) -> None:
    many = pl.select(pl.repeat(1, 4_000_000, dtype=pl.Int8).alias("0"))
    many.with_columns(pl.col("0").alias(str(place)) for place in range(1, 20)).write_parquet(
        tmp_path / "t.parquet"
    )
    with pytest.raises(ReadError, match="80,000,000 cells"):
        read(tmp_path / "t.parquet")
