"""Rows of texts by the rules of a dialect, cell by cell: slow, patient, and never at a loss."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator

from engine.data.dialect import Dialect
from engine.data.source import ReadError

BATCH = 1000
"""Rows that are taken apart in one go."""

LINE_LIMIT = 16 << 20
"""Letters that a line may have."""

_LONGEST = 500
"""Lines that one row may span before its quotation mark counts as never closed."""


class UnclosedQuoteError(ValueError):
    """A quotation mark opens a cell that never ends; `line` is where. Never reaches a person."""

    def __init__(self, line: int) -> None:
        super().__init__(f"A quotation mark that opens on line {line} is never closed.")
        self.line = line


def rows_of(lines: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Each row of the text with the number of its last line (from 1); an empty line is an empty row.

    Raises UnclosedQuoteError.
    """
    if dialect.delimiter == " ":
        lines = (_squeezed(line, dialect.quote) for line in lines)
    if not dialect.quote:
        yield from enumerate((_cut(line, dialect.delimiter) for line in lines), start=1)
        return
    reader = csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.delimiter != " ",
    )
    last = 0
    try:
        for row in reader:
            if reader.line_num - last > _LONGEST:
                raise UnclosedQuoteError(last + 1)
            last = reader.line_num
            yield last, row
    except csv.Error:
        raise UnclosedQuoteError(last + 1) from None


def lines_of(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of clean UTF-8, each with its line feed. Raises ReadError for one without end."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    for chunk in chunks:
        parts = (rest + decoder.decode(chunk)).split("\n")
        rest = parts.pop()
        if len(rest) > LINE_LIMIT:
            raise ReadError(
                "A line of this file is longer than 16 million letters; a table has a row on each line."
            )
        for part in parts:
            yield part + "\n"
    if rest:
        yield rest + "\n"


def batches(lines: Iterable[str], dialect: Dialect) -> Iterator[list[list[str]]]:
    """Rows in lists of at most a thousand, so that nobody waits long for the interpreter. Raises UnclosedQuoteError."""
    batch: list[list[str]] = []
    for _, row in rows_of(lines, dialect):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def records(text: str, dialect: Dialect, limit: int) -> list[list[str]]:
    """The first rows of a text that are not empty, after the lines that the dialect skips."""
    return [row for _, row in numbered(text, dialect, limit) if row]


def numbered(text: str, dialect: Dialect, limit: int) -> list[tuple[int, list[str]]]:
    """The first rows of a text with their line numbers. Reads on without quotes where one is never closed."""
    found: list[tuple[int, list[str]]] = []
    try:
        for line, row in rows_of(_skipped(text, dialect.skip), dialect):
            found.append((line + dialect.skip, row))
            if len(found) >= limit:
                break
    except UnclosedQuoteError:
        return numbered(text, dialect.replace(quote=""), limit)
    return found


def _skipped(text: str, lines: int) -> Iterable[str]:
    file = io.StringIO(text)
    for _ in range(lines):
        file.readline()
    return file


def _cut(line: str, delimiter: str) -> list[str]:
    line = line.removesuffix("\n")
    return line.split(delimiter) if line else []


def _squeezed(line: str, quote: str) -> str:
    """The line with single spaces between its cells."""
    if not quote or quote not in line:
        return " ".join(line.split()) + "\n"
    parts = line.split(quote)
    parts[0::2] = [_single(part) for part in parts[0::2]]
    return quote.join(parts).strip() + "\n"


def _single(part: str) -> str:
    words = " ".join(part.split())
    return f"{' ' if part[:1].isspace() else ''}{words}{' ' if words and part[-1:].isspace() else ''}"
