"""Rows of texts by the rules of a dialect, cell by cell: slow, patient, and never at a loss."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator

from engine.data.dialect import Dialect
from engine.data.repairs import Repair
from engine.data.respelling import respelled, restored
from engine.data.source import ReadError

BATCH = 1000
"""Rows that are taken apart in one go."""

LINE_LIMIT = 16 << 20
"""Letters that a line may have."""

_LONGEST = 500
"""Lines that one row may span before its quotation mark counts as never closed."""

_UNCLOSED = 20
"""Marks that may be never closed before all of them count as text."""

csv.field_size_limit(LINE_LIMIT)

Row = tuple[int, list[str], Repair | None]
"""The number of a row's first line (from 1), its cells, and what was odd about it."""


class UnclosedQuoteError(ValueError):
    """A quotation mark opens a cell that never ends; `line` is where. Never reaches a person."""

    def __init__(self, line: int) -> None:
        super().__init__(f"A quotation mark that opens on line {line} is never closed.")
        self.line = line


def rows_of(lines: Iterable[str], dialect: Dialect, width: int = 0) -> Iterator[Row]:
    """Each row of a text in a plain dialect; an empty line is an empty row, and so is a comment.

    A row that a stray quotation mark joins to the next ones is told by the `width` that rows should have. Raises
    UnclosedQuoteError where too many marks are never closed.
    """
    if not dialect.quote:
        for number, text in enumerate(lines, start=1):
            comment = bool(dialect.comment) and text.startswith(dialect.comment)
            yield number, [] if comment else _cut(text, dialect), Repair.COMMENT if comment else None
        return
    feed, line, unclosed = _Lines(lines, dialect), 1, 0
    reader = _reader(feed, dialect)
    while feed.begin():
        if dialect.comment and feed.next.startswith(dialect.comment):
            feed.skip()
            yield line, [], Repair.COMMENT
            line += 1
            continue
        row: list[str] = []
        try:
            row = next(reader, row)
        except csv.Error:
            feed.endless = True
        if feed.endless or (width and feed.joined(width)):
            unclosed += 1
            if unclosed > _UNCLOSED:
                raise UnclosedQuoteError(line)
            reader = _reader(feed, dialect)
            yield line, feed.first(), Repair.UNCLOSED
            line += 1
            continue
        yield line, row, None
        line += len(feed.taken)


class _Lines:
    """Lines for a `csv.reader`: the ones `taken` for the row at hand can be given back."""

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        self.taken: list[str] = []
        self.endless = False
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._dialect = dialect
        edge = re.escape(dialect.delimiter) + r"\s" + dialect.quote
        self._odd = re.compile(rf"[^{edge}] *{dialect.quote} *[^{edge}]")
        mark = re.escape(dialect.quote)
        self._cell = re.compile(
            rf"((?:^|{re.escape(dialect.delimiter)}) *{mark})(.*?)(?={mark} *(?:{re.escape(dialect.delimiter)}|$))"
        )
        self._lone = re.compile(rf"(?<!{mark}){mark}(?!{mark})")

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.taken and len(self.taken) >= _LONGEST:
            self.endless = True
            raise StopIteration
        if not self._back:
            line = next(self._lines, None)
            if line is None:
                self.endless = bool(self.taken)
                raise StopIteration
            self._back.append(line)
        line = self._back.popleft()
        self.taken.append(line)
        return self._mended(line) if len(self.taken) == 1 else line

    @property
    def next(self) -> str:
        """The line that comes next, which `begin` has fetched."""
        return self._back[0]

    def begin(self) -> bool:
        """Whether there is another line; the row at hand is done."""
        self.taken, self.endless = [], False
        if not self._back and (line := next(self._lines, None)) is not None:
            self._back.append(line)
        return bool(self._back)

    def skip(self) -> None:
        """Pass over the line that comes next."""
        self._back.popleft()

    def joined(self, width: int) -> bool:
        """Whether the mark that ends the row's first line's last cell is one that opens a cell of another row."""
        if len(self.taken) < 2 or len(_cut(self.taken[0], self._dialect)) != width:
            return False
        before, _, after = self.taken[1].partition(self._dialect.quote)
        edge = (self._dialect.delimiter, "\n", self._dialect.quote)
        return (not before or before.rstrip(" ").endswith(self._dialect.delimiter)) and not after.startswith(
            edge
        )

    def first(self) -> list[str]:
        """The cells of the first line with quotation marks as text; the other lines come again."""
        self._back.extendleft(reversed(self.taken[1:]))
        return _cut(self.taken[0], self._dialect)

    def _mended(self, line: str) -> str:
        """The line with marks inside quoted cells doubled, where somebody forgot to."""
        if self._dialect.quote not in line or not self._odd.search(line):
            return line
        double = self._dialect.quote * 2
        return self._cell.sub(lambda found: found[1] + self._lone.sub(double, found[2]), line)


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


def batches(lines: Iterable[str], dialect: Dialect, width: int = 0) -> Iterator[list[Row]]:
    """Rows in lists of at most a thousand, so that nobody waits long for the interpreter. Raises UnclosedQuoteError."""
    batch: list[Row] = []
    for row in rows_of(lines, dialect, width):
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
    plain = dialect.plain()
    try:
        for line, row, _ in rows_of(_skipped(respelled(text, dialect), dialect.skip), plain):
            if dialect.delimiter != plain.delimiter:
                row = [restored(cell, dialect) for cell in row]
            found.append((line + dialect.skip, row))
            if len(found) >= limit:
                break
    except UnclosedQuoteError:
        return numbered(text, dialect.replace(quote="", escape=""), limit)
    return found


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.delimiter != " ",
    )


def _skipped(text: str, lines: int) -> Iterable[str]:
    file = io.StringIO(text)
    for _ in range(lines):
        file.readline()
    return file


def _cut(line: str, dialect: Dialect) -> list[str]:
    line = line.removesuffix("\n")
    return line.split(dialect.delimiter) if line else []
