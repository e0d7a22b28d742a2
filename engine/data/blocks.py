"""A clean text cut into blocks of whole rows, each either regular (fit for polars) or taken apart already."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.dialect import Dialect
from engine.data.records import UnclosedQuoteError, batches
from engine.data.source import ReadError

_LINE_LIMIT = 16 << 20
_NEWLINE = 10

Ints = NDArray[np.intp]


class OddQuotesError(ValueError):
    """Quotation marks stand where only cell-by-cell reading can tell what they mean; never reaches a person."""


@dataclass(frozen=True)
class Block:
    """Some rows: the `data` of regular ones (all of the expected width, quotes in order), or `rows` of cells."""

    data: bytes = b""
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
        end, regular = _whole_rows(rest, dialect, width)
        if end:
            yield from _block(rest[:end], regular, dialect)
            rest = rest[end:]
        _check_line(rest, dialect)
    if rest and not left:
        end, regular = _whole_rows(rest + b"\n", dialect, width)
        if end <= len(rest):
            raise UnclosedQuoteError(0)
        yield from _block(rest + b"\n", regular, dialect)


def patient_blocks(chunks: Iterable[bytes], dialect: Dialect) -> Iterator[Block]:
    """Blocks of rows taken apart cell by cell, header included. Raises UnclosedQuoteError or ReadError."""
    lines = _lines(chunks)
    for _ in range(dialect.skip):
        next(lines, "")
    for rows in batches(lines, dialect):
        yield Block(rows=rows)


def _block(data: bytes, regular: bool, dialect: Dialect) -> Iterator[Block]:
    if regular:
        yield Block(data)
    else:
        for rows in batches(_lines([data]), dialect):
            yield Block(rows=rows)


def _whole_rows(data: bytes, dialect: Dialect, width: int) -> tuple[int, bool]:
    """Where the last whole row ends (0: nowhere), and whether all rows up to there have `width` cells."""
    signs = np.frombuffer(data, np.uint8)
    ends: Ints = np.flatnonzero(signs == _NEWLINE)
    delimiters: Ints = np.flatnonzero(signs == ord(dialect.delimiter))
    if dialect.quote and dialect.quote.encode() in data:
        quotes: Ints = np.flatnonzero(signs == ord(dialect.quote))
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        if len(ends):
            _check_quotes(signs, quotes[quotes < ends[-1]], dialect)
    if not len(ends):
        return 0, False
    per_row = np.diff(np.searchsorted(delimiters, ends), prepend=0)
    filled = np.diff(ends, prepend=-1) > 1
    return int(ends[-1]) + 1, bool(filled.all() and (per_row == width - 1).all())


def _check_quotes(signs: NDArray[np.uint8], quotes: Ints, dialect: Dialect) -> None:
    """Raise OddQuotesError unless each opening quote starts a cell and each closing one ends it."""
    outside = np.array([_NEWLINE, ord(dialect.delimiter), ord(dialect.quote)], np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before = signs[opening[opening > 0] - 1]
    if not (np.isin(before, outside).all() and np.isin(signs[closing + 1], outside).all()):
        raise OddQuotesError


def _check_line(rest: bytes, dialect: Dialect) -> None:
    if len(rest) > _LINE_LIMIT:
        if dialect.quote and dialect.quote.encode() in rest:
            raise UnclosedQuoteError(0)
        raise ReadError(
            "A line of this file is longer than 16 million letters; a table has a row on each line."
        )


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a text, each with its line feed. Raises ReadError for one without end."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    for chunk in chunks:
        parts = (rest + decoder.decode(chunk)).split("\n")
        rest = parts.pop()
        if len(rest) > _LINE_LIMIT:
            raise ReadError(
                "A line of this file is longer than 16 million letters; a table has a row on each line."
            )
        for part in parts:
            yield part + "\n"
    if rest:
        yield rest + "\n"
