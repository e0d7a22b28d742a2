"""A table that was read: its columns, where it came from, and what had to be mended to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.data.cells import MISSING
from engine.data.dialect import Dialect
from engine.data.names import few
from engine.data.repairs import Repairs
from engine.data.source import Progress, ReadError, Source


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length with different names; never changed once made.

    `frame` holds whole numbers as Int64, numbers as Float64, everything else as String; a gap is null. `repairs` are
    sentences about what had to be mended, `mended` the rows among it, line by line. Two tables are equal only when they
    are the same object.
    """

    frame: pl.DataFrame
    source: Source | None = None
    dialect: Dialect = field(default_factory=Dialect)
    repairs: tuple[str, ...] = ()
    mended: Repairs = field(default_factory=Repairs)

    @classmethod
    def from_columns(cls, columns: Mapping[str, Sequence[Any] | NDArray[Any] | pl.Series]) -> Table:
        """A table of columns made here: for a row typed by hand, and for tests. Missing words are gaps."""
        series = [pl.Series(name, values, strict=False) for name, values in columns.items()]
        return cls(pl.DataFrame([_plain(each) for each in series]))

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.frame.height

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(self.frame.columns)

    @property
    def listed(self) -> tuple[str, ...]:
        """The repairs, with the first lines that each was made on."""
        lines = dict(zip(self.mended.sentences(), self.mended.listed(), strict=True))
        return tuple(lines.get(sentence, sentence) for sentence in self.repairs)

    def column(self, name: str) -> pl.Series:
        """One column. Raises ReadError where there is none of that name."""
        try:
            return self.frame.get_column(name)
        except pl.exceptions.ColumnNotFoundError:
            raise ReadError(f"The table has no column {name}; it has {few(self.names)}.") from None

    def cell(self, row: int, name: str) -> str:
        """One cell as a person reads it; empty for a gap."""
        return shown(self.column(name)[row])

    def take(self, rows: NDArray[np.integer] | Sequence[int]) -> Table:
        """The table with these rows only."""
        return Table(
            self.frame[np.asarray(rows, np.int64)], self.source, self.dialect, self.repairs, self.mended
        )


def shown(value: object) -> str:
    """A cell's value as a person reads it: whole numbers without a point, nothing for a gap."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def read(
    path: str | Path, dialect: Dialect | None = None, progress: Progress | None = None, part: str = ""
) -> Table:
    """The table in a file; the dialect is guessed where none is given, for the `part` that is named.

    The file is a CSV (or packed as .gz or .zip), a workbook, a Parquet or an Arrow file: its bytes tell, not its name;
    a folder is read as a table of the pictures in it.
    Meant for a worker thread: `progress` is called some hundred times with the share done and returns False to
    cancel. Raises ReadError for a file that holds no table, Cancelled when told to stop.
    """
    from engine.data.columnar import read_columns
    from engine.data.dialect import guess
    from engine.data.folder import read_folder
    from engine.data.packing import Form, form_of
    from engine.data.reading import read_file

    path, form = Path(path), form_of(path)
    if form is Form.FOLDER:
        return read_folder(path, progress)
    if form.typed:
        return read_columns(path, form, progress)
    guessed = dialect is None
    return read_file(path, dialect or guess(path, part), guessed, progress)


def preview(path: str | Path, dialect: Dialect, rows: int = 50) -> list[list[str]]:
    """The first rows of a file, header included, as texts in the light of a dialect, however wrong it may be.

    Rows may differ in length. Raises ReadError only where nothing can be read from the file at all.
    """
    from engine.data.columnar import first_rows
    from engine.data.contents import head
    from engine.data.folder import first_pictures
    from engine.data.packing import Form, form_of
    from engine.data.records import records
    from engine.data.text import decoded

    form = form_of(path)
    if form is Form.FOLDER:
        return first_pictures(Path(path), rows)
    if form.typed:
        return first_rows(Path(path), form, rows)
    return records(decoded(head(path, dialect.encoding, dialect.part), dialect), dialect, rows)


def _plain(series: pl.Series) -> pl.Series:
    """A column of any type as one of the types that a read table has."""
    if series.dtype == pl.Boolean:
        return series.cast(pl.String)
    if series.dtype.is_integer():
        return series.cast(pl.Int64)
    if series.dtype.is_float():
        return series.cast(pl.Float64).fill_nan(None)
    if series.dtype == pl.Null:
        return series.cast(pl.String)
    texts = series.cast(pl.String).str.strip_chars()
    return texts.set(texts.is_in(list(MISSING)), None)
