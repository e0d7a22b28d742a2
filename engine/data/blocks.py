"""A clean text cut into blocks of whole rows, each either regular (fit for polars) or taken apart already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.dialect import Dialect
from engine.data.records import LINE_LIMIT, Row, UnclosedQuoteError, batches, lines_of
from engine.data.source import ReadError

_NEWLINE = 10

Ints = NDArray[np.intp]


class OddQuotesError(ValueError):
    """Quotation marks stand where only cell-by-cell reading can tell what they mean; never reaches a person."""


@dataclass(frozen=True)
class Block:
    """Some rows: the `data` of `count` regular ones (of the expected width, quotes in order), or `rows` of cells.

    The numbers of these rows' lines begin after `line`.
    """

    data: bytes = b""
    count: int = 0
    rows: list[Row] | None = None
    line: int = 0


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
        end, count, lines = _whole_rows(rest, dialect, width)
        if end:
            yield from _block(rest[:end], count, dialect, width, line)
            rest = rest[end:]
            line += lines
        _check_line(rest, dialect)
    if rest and not left:
        end, count, _ = _whole_rows(rest + b"\n", dialect, width)
        if end <= len(rest):
            raise UnclosedQuoteError(line)
        yield from _block(rest + b"\n", count, dialect, width, line)


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


def _block(data: bytes, count: int, dialect: Dialect, width: int, line: int) -> Iterator[Block]:
    if count:
        yield Block(data, count, line=line)
    else:
        for rows in batches(lines_of([data]), dialect, width):
            yield Block(rows=rows, line=line)


def _whole_rows(data: bytes, dialect: Dialect, width: int) -> tuple[int, int, int]:
    """Where the last whole row ends (0: nowhere), how many rows if all have `width` cells (else 0), how many lines."""
    signs = np.frombuffer(data, np.uint8)
    newlines: Ints = np.flatnonzero(signs == _NEWLINE)
    delimiters: Ints = np.flatnonzero(signs == ord(dialect.delimiter))
    ends = newlines
    if dialect.quote and dialect.quote.encode() in data:
        quotes: Ints = np.flatnonzero(signs == ord(dialect.quote))
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        _check_quotes(signs, quotes, dialect)
    if not len(ends):
        return 0, 0, 0
    per_row = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    filled = np.diff(ends, prepend=-1) > 1
    regular = filled.all() and (per_row == width - 1).all() and not _commented(data, dialect)
    lines = len(newlines) if ends is newlines else int(np.searchsorted(newlines, ends[-1], side="right"))
    return int(ends[-1]) + 1, len(ends) if regular else 0, lines


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
