"""Blocks of rows into columns with types: whole numbers, numbers, texts. Beliefs are revised as rows arrive."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

import polars as pl

from engine.data.blocks import Block, taken_apart
from engine.data.cells import MISSING, is_comma_number, is_missing, is_number
from engine.data.dialect import DELIMITERS, Dialect
from engine.data.records import Row
from engine.data.repairs import Ledger, Repair

_ORDER: tuple[type[pl.DataType], ...] = (pl.Int64, pl.Float64, pl.String)
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_CODE = re.compile(r"[+-]?0\d+|\d{19,}")
_WORDS = list(MISSING)

Type = type[pl.DataType]


class Typist:
    """Parses blocks into frames whose columns are named by their place ("0", "1"...).

    `types` is what is believed of each column: a belief only ever moves from whole numbers to numbers to texts.
    Rows that had to be mended are noted in the `ledger`; `spoiled` tells that a column became text after some of its
    cells had been read as numbers, so that their spelling is lost.
    """

    def __init__(self, dialect: Dialect, types: Sequence[Type], ledger: Ledger | None = None) -> None:
        self.dialect = dialect
        self.types = list(types)
        self.ledger = ledger or Ledger()
        self.spoiled = False
        self._seen = [False] * len(self.types)
        self._patient = False
        self._words: list[str] | None = None

    def frame(self, block: Block) -> pl.DataFrame:
        """The block's rows; gaps are null."""
        if block.rows is not None:
            return self._settled(self._texts(block.rows, block.line))
        if not self._patient:
            before = tuple(self.types)
            for words in (self._words, _WORDS):
                # Words for nothing slow the reading down a little, and many tables have none among their numbers.
                self._words = words
                try:
                    return self._noted(self._parse(block, self.types))
                except pl.exceptions.PolarsError:
                    continue
        frame = self._settled(self._all_texts(block))
        self._patient = self._patient or before == tuple(self.types)
        return frame

    def _parse(self, block: Block, types: Sequence[Type]) -> pl.DataFrame:
        """Regular and ragged rows by polars. Raises PolarsError."""
        # polars counts the columns by the first row: one that has all of them is put before ragged ones.
        # It takes a text that begins with x^ for a packed one: this keeps it from that, too.
        extra = block.ragged or block.data.startswith(b"x^")
        first = self.dialect.delimiter.encode() * (len(types) - 1) + b"\n" if extra else b""
        frame = pl.read_csv(
            first + block.data,
            has_header=False,
            schema={str(place): each for place, each in enumerate(types)},
            separator=self.dialect.delimiter,
            quote_char=self.dialect.quote or None,
            null_values=self._words,
            decimal_comma=self.dialect.numbers_with_comma,
            truncate_ragged_lines=block.ragged,
            glob=False,
        )
        frame = frame.slice(int(extra))
        if frame.height != block.count:
            raise pl.exceptions.ComputeError("rows were lost")
        for line, repair in block.repairs:
            self.ledger.note(repair, line)
        return _clean(frame)

    def _all_texts(self, block: Block) -> pl.DataFrame:
        """The cells of regular rows as texts, by polars or, where that fails, one by one."""
        try:
            return self._parse(block, [pl.String] * len(self.types))
        except pl.exceptions.PolarsError:
            return self._texts(taken_apart(block, self.dialect, len(self.types)).rows or [], block.line)

    def _texts(self, rows: list[Row], start: int) -> pl.DataFrame:
        """Cells as texts from rows of any length: short ones are padded, long ones cut. Lines begin after `start`."""
        kept = []
        for line, row, odd in rows:
            if odd is not None:
                self.ledger.note(odd, start + line)
            if cells := self._fitted(row, start + line, odd):
                kept.append(cells)
        columns = zip(*kept, strict=True) if kept else ((),) * len(self.types)
        return _clean(
            pl.DataFrame(
                [pl.Series(str(place), cells, dtype=pl.String) for place, cells in enumerate(columns)]
            )
        )

    def _fitted(self, row: list[str], line: int, odd: Repair | None) -> list[str]:
        """The row's cells, as many as there are columns; none for an empty line."""
        width = len(self.types)
        if len(row) == width and row:
            return row
        if len(row) < width and not any(cell.strip() for cell in row):
            if odd is not Repair.COMMENT:
                self.ledger.note(Repair.BLANK, line)
            return []
        if len(row) == 1 and width > 2 and (divided := _divided(row[0], width)):
            self.ledger.note(Repair.DIVIDED, line)
            return divided
        if len(row) < width:
            self.ledger.note(Repair.SHORT, line)
            return row + [""] * (width - len(row))
        if any(cell.strip() for cell in row[width:]):
            self.ledger.note(Repair.LONG, line)
        return row[:width]

    def _settled(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Texts as what is believed of their columns, or as what has to be believed from now on."""
        settled = []
        for place, column in enumerate(texts):
            for each in _ORDER[_ORDER.index(self.types[place]) :]:
                cast = self._cast(column, each)
                if cast.null_count() == column.null_count():
                    break
            self.spoiled |= each is pl.String and self.types[place] is not pl.String and self._seen[place]
            self.types[place] = each
            settled.append(cast)
        return self._noted(pl.DataFrame(settled))

    def _cast(self, texts: pl.Series, wanted: Type) -> pl.Series:
        if wanted is pl.Float64 and self.dialect.numbers_with_comma:
            texts = _with_point(texts)
        return texts.cast(wanted, strict=False)

    def _noted(self, frame: pl.DataFrame) -> pl.DataFrame:
        for place, column in enumerate(frame):
            self._seen[place] = self._seen[place] or column.null_count() < len(column)
        return frame


def first_types(rows: Sequence[list[str]], width: int, dialect: Dialect) -> list[Type]:
    """What the first rows suggest for each column. Digits that begin with a zero are a code, so a text."""
    types: list[Type] = []
    for place in range(width):
        cells = [row[place].strip() for row in rows if place < len(row) and not is_missing(row[place])]
        if any(_CODE.fullmatch(cell) for cell in cells):
            types.append(pl.String)
        elif all(_WHOLE.fullmatch(cell) for cell in cells):
            types.append(pl.Int64)
        elif all(_numeric(cell, dialect) for cell in cells):
            types.append(pl.Float64)
        else:
            types.append(pl.String)
    return types


def _divided(text: str, width: int) -> list[str]:
    """The cells of a row that another delimiter cuts into as many as there are columns; none where none does."""
    for delimiter in DELIMITERS:
        if text.count(delimiter) >= width - 1:
            quoted = f'"{text}"' if f'"{delimiter}"' in text else text
            cells = next(csv.reader([quoted], delimiter=delimiter), [])
            if len(cells) == width:
                return cells
    return []


def _numeric(cell: str, dialect: Dialect) -> bool:
    if dialect.numbers_with_comma:
        return is_comma_number(cell) or _WHOLE.fullmatch(cell) is not None
    return is_number(cell)


def _with_point(texts: pl.Series) -> pl.Series:
    """Decimal commas as points; what had a point before is no number any more."""
    return texts.str.replace_all(".", "_", literal=True).str.replace_all(",", ".", literal=True)


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts without spaces around them and without words for nothing; numbers without NaN."""
    numbers = [name for name, dtype in frame.schema.items() if dtype == pl.Float64]
    odd = frame.select(pl.col(numbers).is_nan().any()).row(0) if numbers and frame.height else ()
    changes = [pl.col(name).fill_nan(None) for name, found in zip(numbers, odd, strict=False) if found]
    texts = [pl.col(name).str.strip_chars() for name, dtype in frame.schema.items() if dtype == pl.String]
    changes += [pl.when(text.is_in(_WORDS)).then(None).otherwise(text).name.keep() for text in texts]
    return frame.with_columns(changes) if changes else frame
