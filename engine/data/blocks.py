"""A clean text cut into blocks of whole rows, each either regular (fit for polars) or taken apart already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.dialect import Dialect
from engine.data.records import LINE_LIMIT, Row, UnclosedQuoteError, batches, lines_of
from engine.data.repairs import Repair
from engine.data.source import ReadError

_NEWLINE = 10

Ints = NDArray[np.intp]


class OddQuotesError(ValueError):
    """Quotation marks stand where only cell-by-cell reading can tell what they mean; never reaches a person."""


@dataclass(frozen=True)
class Block:
    """Some rows: the `data` of `count` regular ones (of the expected width, quotes in order), or `rows` of cells.

    The numbers of these rows' lines begin after `line`, and end with `end` where that is known. In `ragged` data rows
    may be shorter or longer; `repairs` are what was odd about them, with the lines that they begin on.
    """

    data: bytes = b""
    count: int = 0
    rows: list[Row] | None = None
    line: int = 0
    end: int = 0
    ragged: bool = False
    repairs: tuple[tuple[int, Repair], ...] = ()


def quick_blocks(chunks: Iterable[bytes], dialect: Dialect, width: int) -> Iterator[Block]:
    """Blocks of about the chunks' size, header included. Raises OddQuotesError, UnclosedQuoteError or ReadError."""
    rest = b""
    left = line = dialect.skip
    for chunk in chunks:
        rest = rest + chunk if rest else chunk
        while left and b"\n" in rest:
            rest = rest[rest.index(b"\n") + 1 :]
            left -= 1
        if left:
            rest = b""
            continue
        cut = _Cut(rest, dialect, width)
        if cut.end:
            yield from cut.blocks(line)
            rest = rest[cut.end :]
            line += cut.lines
        _check_line(rest, dialect)
    if rest and not left:
        cut = _Cut(rest + b"\n", dialect, width)
        if cut.end <= len(rest):
            raise UnclosedQuoteError(line)
        yield from cut.blocks(line)


def patient_blocks(chunks: Iterable[bytes], dialect: Dialect, width: int) -> Iterator[Block]:
    """Blocks of rows taken apart cell by cell, header included. Raises UnclosedQuoteError or ReadError."""
    lines = lines_of(chunks)
    for _ in range(dialect.skip):
        next(lines, "")
    for rows in batches(lines, dialect, width):
        yield Block(rows=rows, line=dialect.skip)


def taken_apart(block: Block, dialect: Dialect, width: int) -> Block:
    """A block of regular rows cell by cell."""
    found = [row for rows in batches(lines_of([block.data]), dialect, width) for row in rows]
    return Block(rows=found, line=block.line)


def without_end(chunks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """The chunks without the last lines of their text."""
    kept = b""
    for chunk in chunks:
        kept += chunk
        cut = _last_lines(kept, lines)
        if cut > 0:
            yield kept[:cut]
            kept = kept[cut:]


def _last_lines(data: bytes, lines: int) -> int:
    """Where the last lines begin, whether the very last one has an end or not; 0 where there are no more."""
    place = len(data) - 1 if data.endswith(b"\n") else len(data)
    for _ in range(lines):
        place = data.rfind(b"\n", 0, max(place, 0))
        if place < 0:
            return 0
    return place + 1


class _Cut:
    """Bytes cut into rows: up to `end` (0: nowhere) they are whole, and span so many `lines`.

    Raises OddQuotesError.
    """

    def __init__(self, data: bytes, dialect: Dialect, width: int) -> None:
        self.data, self.dialect, self.width = data, dialect, width
        signs = np.frombuffer(data, np.uint8)
        self._newlines: Ints = np.flatnonzero(signs == _NEWLINE)
        delimiters: Ints = np.flatnonzero(signs == ord(dialect.delimiter))
        ends = self._newlines
        if dialect.quote and dialect.quote.encode() in data:
            quotes: Ints = np.flatnonzero(signs == ord(dialect.quote))
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
            delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
            _check_quotes(signs, quotes, dialect)
        self._signs, self._delimiters, self._ends = signs, delimiters, ends
        self.end = int(ends[-1]) + 1 if len(ends) else 0
        self.lines = int(np.searchsorted(self._newlines, self.end))

    def blocks(self, line: int) -> Iterator[Block]:
        """The whole rows, whose lines begin after `line`."""
        ends = self._ends
        cells = np.diff(np.searchsorted(self._delimiters, ends), prepend=0) + 1
        lengths = np.diff(ends, prepend=-1) - 1
        data = self.data[: self.end]
        if not _commented(data, self.dialect):
            if lengths.all() and (cells == self.width).all():
                yield Block(data, len(ends), line=line, end=line + self.lines)
                return
            if self.width > 1 and not (self.width > 2 and (lengths[cells == 1] > self.width).any()):
                yield self._ragged(cells, lengths, line)
                return
        for rows in batches(lines_of([data]), self.dialect, self.width):
            yield Block(rows=rows, line=line)

    def _ragged(self, cells: Ints, lengths: Ints, line: int) -> Block:
        """Rows of any length with what is odd about them; empty ones are left out."""
        starts = self._ends - lengths
        lines = line + 1 + np.searchsorted(self._newlines, starts)
        blank = (lengths == 0) | ((cells < self.width) & (lengths == cells - 1))
        long = cells > self.width
        long[long] = self._filled_beyond(starts[long], lengths[long])
        odd = {Repair.BLANK: blank, Repair.SHORT: ~blank & (cells < self.width), Repair.LONG: long}
        found = [(int(each), repair) for repair, where in odd.items() for each in lines[where]]
        kept = np.repeat(~blank, lengths + 1)
        data = self._signs[: self.end][kept].tobytes() if blank.any() else self.data[: self.end]
        end = line + self.lines
        return Block(data, int((~blank).sum()), line=line, end=end, ragged=True, repairs=tuple(found))

    def _filled_beyond(self, starts: Ints, lengths: Ints) -> NDArray[np.bool_]:
        """Whether rows that are too long hold more than delimiters beyond their last column."""
        first = np.searchsorted(self._delimiters, starts) + self.width - 1
        ends = starts + lengths
        inside = np.searchsorted(self._delimiters, ends) - first
        return ends - self._delimiters[first] > inside


def _commented(data: bytes, dialect: Dialect) -> bool:
    comment = dialect.comment.encode()
    return bool(comment) and (data.startswith(comment) or b"\n" + comment in data)


def _check_quotes(signs: NDArray[np.uint8], quotes: Ints, dialect: Dialect) -> None:
    """Raise OddQuotesError unless each opening quote starts a cell and each closing one ends it."""
    outside = np.array([_NEWLINE, ord(dialect.delimiter), ord(dialect.quote)], np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before = signs[opening[opening > 0] - 1]
    after = signs[closing[closing < len(signs) - 1] + 1]
    if not (np.isin(before, outside).all() and np.isin(after, outside).all()):
        raise OddQuotesError


def _check_line(rest: bytes, dialect: Dialect) -> None:
    if len(rest) > LINE_LIMIT:
        if dialect.quote and dialect.quote.encode() in rest:
            raise UnclosedQuoteError(0)
        raise ReadError(
            "A line of this file is longer than 16 million letters; a table has a row on each line."
        )
