"""A clean text cut into blocks of whole rows, each either regular (fit for polars) or taken apart already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.dialect import Dialect
from engine.data.records import LINE_LIMIT, UnclosedQuoteError, batches, lines_of
from engine.data.source import ReadError

_NEWLINE = 10

Ints = NDArray[np.intp]


class OddQuotesError(ValueError):
    """Quotation marks stand where only cell-by-cell reading can tell what they mean; never reaches a person."""


@dataclass(frozen=True)
class Block:
    """Some rows: the `data` of `count` regular ones (of the expected width, quotes in order), or `rows` of cells."""

    data: bytes = b""
    count: int = 0
    rows: list[list[str]] | None = None


def quick_blocks(chunks: Iterable[bytes], dialect: Dialect, width: int) -> Iterator[Block]:
    """Blocks of about the chunks' size, header included. Raises OddQuotesError, UnclosedQuoteError or ReadError."""
    rest = b""
    left = dialect.skip
    for chunk in chunks:
        rest += chunk
        while left and b"\n" in rest:
            rest = rest[rest.index(b"\n") + 1 :]
            left -= 1
        if left:
            rest = b""
            continue
        end, count = _whole_rows(rest, dialect, width)
        if end:
            yield from _block(rest[:end], count, dialect)
            rest = rest[end:]
        _check_line(rest, dialect)
    if rest and not left:
        end, count = _whole_rows(rest + b"\n", dialect, width)
        if end <= len(rest):
            raise UnclosedQuoteError(0)
        yield from _block(rest + b"\n", count, dialect)


def patient_blocks(chunks: Iterable[bytes], dialect: Dialect) -> Iterator[Block]:
    """Blocks of rows taken apart cell by cell, header included. Raises UnclosedQuoteError or ReadError."""
    lines = lines_of(chunks)
    for _ in range(dialect.skip):
        next(lines, "")
    for rows in batches(lines, dialect):
        yield Block(rows=rows)


def _block(data: bytes, count: int, dialect: Dialect) -> Iterator[Block]:
    if count:
        yield Block(data, count)
    else:
        for rows in batches(lines_of([data]), dialect):
            yield Block(rows=rows)


def _whole_rows(data: bytes, dialect: Dialect, width: int) -> tuple[int, int]:
    """Where the last whole row ends (0: nowhere), and the number of rows if all of them have `width` cells (else 0)."""
    signs = np.frombuffer(data, np.uint8)
    ends: Ints = np.flatnonzero(signs == _NEWLINE)
    delimiters: Ints = np.flatnonzero(signs == ord(dialect.delimiter))
    if dialect.quote and dialect.quote.encode() in data:
        quotes: Ints = np.flatnonzero(signs == ord(dialect.quote))
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        _check_quotes(signs, quotes, dialect)
    if not len(ends):
        return 0, 0
    per_row = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    filled = np.diff(ends, prepend=-1) > 1
    regular = filled.all() and (per_row == width - 1).all()
    return int(ends[-1]) + 1, len(ends) if regular else 0


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
