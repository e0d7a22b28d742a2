"""Tables whose columns have names and types already: Parquet and Arrow."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from engine.data.cells import MISSING
from engine.data.names import few
from engine.data.packing import Form
from engine.data.source import Progress, ReadError, Reading, report
from engine.data.table import Table, shown

GROWTH, FREE = 200, 1 << 26
"""Cells that a table may have for each byte of its file; a smaller one may have 64 million."""


def read_columns(path: Path, form: Form, progress: Progress | None) -> Table:
    """The table in a file of columns. Raises ReadError or Cancelled."""
    reading = Reading(path, None if progress is None else lambda done, what: progress(done / 2, what))
    for _ in reading:
        pass
    frame = _opened(path, form, reading.source.size)
    report(progress, 0.8, "Reading")
    if not frame.width or not frame.height:
        raise ReadError(
            f"{path.name} has {frame.width:,} columns but no rows; there is nothing to learn from."
        )
    columns = {series.name: plain_column(series) for series in frame}
    left_out = [name for name, column in columns.items() if column is None]
    kept = [column for column in columns.values() if column is not None]
    said = [f"{few(left_out)} held lists or bytes in each cell: left out."] if left_out else []
    if all(column.null_count() == frame.height for column in kept):
        raise ReadError(f"{path.name} has {frame.height:,} rows, but no cell that can be read.")
    report(progress, 1.0, "Read")
    return Table(pl.DataFrame(kept), reading.source, repairs=tuple(said))


def first_rows(path: Path, form: Form, rows: int) -> list[list[str]]:
    """The names of the columns and the first rows as texts. Raises ReadError."""
    frame = _opened(path, form, path.stat().st_size, rows)
    kept = [column for each in frame if (column := plain_column(each)) is not None]
    return [
        [column.name for column in kept],
        *([shown(cell) for cell in row] for row in zip(*kept, strict=True)),
    ]


def plain_column(series: pl.Series) -> pl.Series | None:
    """A column of any type as one of the types that a read table has; None for lists, records and bytes."""
    kind = series.dtype
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        return None
    if kind.is_integer():
        whole = series.cast(pl.Int64, strict=False)
        return whole if whole.null_count() == series.null_count() else series.cast(pl.Float64)
    if kind.is_float() or kind.is_decimal():
        return series.cast(pl.Float64).fill_nan(None)
    if kind == pl.Datetime:
        texts = series.dt.to_string("iso")
        midnight = texts.str.contains(r"[T ]00:00:00(\.0+)?$").all()
        return texts.str.slice(0, 10) if midnight else texts.str.replace(r"\.0+$", "")
    texts = series.cast(pl.String).str.strip_chars()
    return texts.set(texts.is_in(list(MISSING)), None)


def _opened(path: Path, form: Form, size: int, rows: int | None = None) -> pl.DataFrame:
    """The columns as they are in the file, or the first rows of them. Raises ReadError."""
    try:
        if form is Form.STREAM:
            return pl.read_ipc_stream(path, n_rows=rows)
        lazy = pl.scan_parquet(path, glob=False) if form is Form.PARQUET else pl.scan_ipc(path, glob=False)
        if rows is not None:
            return lazy.head(rows).collect()
        cells = int(lazy.select(pl.len()).collect().item()) * len(lazy.collect_schema())
        if cells > max(FREE, GROWTH * size):
            raise ReadError(
                f"{path.name} has {size:,} bytes, but holds {cells:,} cells. Such files are made to fill a computer's "
                "memory, so it was not read."
            )
        return lazy.collect()
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise ReadError(f"{path.name} is no {form.value} file that can be read: {why}.") from None
