"""Reading a text from beginning to end: chunks, clean text, blocks of rows, typed columns, a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path

import polars as pl

from engine.data.blocks import Block, OddQuotesError, patient_blocks, quick_blocks, without_end
from engine.data.contents import Contents
from engine.data.dialect import Dialect
from engine.data.header import Layout, layout
from engine.data.names import few
from engine.data.packing import form_of
from engine.data.records import UnclosedQuoteError, records
from engine.data.repairs import Ledger, Repair
from engine.data.respelling import respelled_chunks
from engine.data.source import SAMPLE, Progress, ReadError, check_text, report
from engine.data.spelling import plain_numbers, signed
from engine.data.table import Table
from engine.data.text import Cleaner, WrongEncodingError
from engine.data.typed import Type, Typist, first_types

_ROWS = 300
_AHEAD = 3

MOST_COLUMNS = 50_000
"""Columns that a table may have."""


def read_file(path: Path, dialect: Dialect, guessed: bool, progress: Progress | None) -> Table:
    """The table in a file, read in the light of a dialect, mended where it has to be.

    Where the file turns out to be otherwise than its beginning said (quotation marks in odd places, text among
    numbers, another encoding), it is read again with what is known by then. Raises ReadError or Cancelled.
    """
    if not form_of(path).spelled:
        dialect = dialect.replace(encoding="utf-8", delimiter=",", quote='"', escape="", comment="")
    notes: list[str] = []
    patient = False
    types: list[Type] = []
    while True:
        attempt = _Attempt(path, dialect, guessed, progress)
        try:
            table = attempt.table(patient, types)
        except OddQuotesError:
            patient = True
        except UnclosedQuoteError:
            if not patient:
                patient = True
                continue
            notes.append(f"A quotation mark {dialect.quote} is never closed: such marks were read as text.")
            dialect, types = dialect.replace(quote="", escape=""), []
        except WrongEncodingError:
            dialect, guessed = dialect.replace(encoding="cp1252"), False
        else:
            if not attempt.spoiled:
                return replace(table, repairs=(*notes, *table.repairs))
            types = attempt.types


class _Attempt:
    """One reading of the file, from its first byte to its last."""

    def __init__(self, path: Path, dialect: Dialect, guessed: bool, progress: Progress | None) -> None:
        self.path = path
        self.dialect = dialect
        self.plain = dialect.plain()
        self.ledger = Ledger()
        self.progress = progress
        self.reading = Contents(
            path, dialect.part, None if progress is None else lambda done, what: progress(0.95 * done, what)
        )
        self.cleaner = Cleaner(dialect.encoding, guessed)
        self.types: list[Type] = []
        self.spoiled = False

    def table(self, patient: bool, types: list[Type]) -> Table:
        """The table; only of use when not `spoiled`. Raises what `read_file` catches."""
        start, chunks = self._opened()
        first = records(start, self.dialect, _ROWS)
        if not first:
            raise ReadError(f"{self.path.name} is empty: there is no table in it.")
        if max(map(len, first)) > MOST_COLUMNS:
            raise ReadError(
                f"{self.path.name} has a row of more than {MOST_COLUMNS:,} cells; is the delimiter "
                f"{self.dialect.delimiter!r} the right one?"
            )
        names = self.dialect.names_rows
        found = layout(first, names)
        typist = Typist(
            self.plain, types or first_types(first[names:], found.width, self.dialect), self.ledger
        )
        frames = _parsed(typist, self._blocks(chunks, patient, found.width))
        self.types, self.spoiled = typist.types, typist.spoiled
        if not sum(frame.height for frame in frames):
            raise ReadError(
                f"{self.path.name} has a header but no rows below it; there is nothing to learn from."
            )
        frame, repairs = self._whole(frames, found)
        self._note_letters()
        report(self.progress, 1.0, "Read")
        mended = self.ledger.closed()
        said = (*found.repairs, *repairs, *mended.sentences())
        return Table(frame, self.reading.source, self.dialect, said, mended)

    def _blocks(self, chunks: Iterable[bytes], patient: bool, width: int) -> Iterator[Block]:
        """Blocks of the rows below the header; what is left out above and below them is noted."""
        for line in range(1, self.dialect.skip + 1):
            self.ledger.note(Repair.PREAMBLE, line)
        chunks = respelled_chunks(chunks, self.dialect)
        if self.dialect.footer:
            chunks = without_end(chunks, self.dialect.footer)
        cut = patient_blocks if patient else quick_blocks
        last = 0
        for block in _without_header(cut(chunks, self.plain, width), self.plain):
            yield block
            last = block.end or block.line + (block.rows[-1][0] if block.rows else 0)
        for line in range(self.dialect.footer):
            self.ledger.note(Repair.FOOTER, last + 1 + line)

    def _note_letters(self) -> None:
        """Note the lines of NUL characters and of what could not be read: the file is gone through once more."""
        cleaner = self.cleaner
        if cleaner.zeros or cleaner.lost:
            again = Cleaner(cleaner.encoding, guessed=False, counting=True)
            for _ in again.chunks(Contents(self.path, self.dialect.part)):
                pass
            for repair, count, lines in (
                (Repair.ZERO, cleaner.zeros, again.zero_lines),
                (Repair.LOST, cleaner.lost, again.lost_lines),
            ):
                for line in lines[:count]:
                    self.ledger.note(repair, line)
                if count > len(lines):
                    self.ledger.note(repair, count=count - len(lines))

    def _opened(self) -> tuple[str, Iterator[bytes]]:
        """The first letters of the file, and all its clean chunks, these included."""
        reading = iter(self.reading)
        raw = next(reading, b"")
        check_text(raw[:SAMPLE], self.path.name, self.dialect.encoding)
        chunks = self.cleaner.chunks(chain([raw], reading))
        head = [next(chunks)]
        while sum(map(len, head)) < SAMPLE and (more := next(chunks, None)) is not None:
            head.append(more)
        start = b"".join(head)[: 4 * SAMPLE].decode("utf-8", "ignore")
        if len(start) < SAMPLE:
            kept = (
                without_end([start.encode()], self.dialect.footer)
                if self.dialect.footer
                else [start.encode()]
            )
            return b"".join(kept).decode(), chain(head, chunks)
        return start[: start.rfind("\n") + 1 or len(start)], chain(head, chunks)

    def _whole(self, frames: list[pl.DataFrame], found: Layout) -> tuple[pl.DataFrame, list[str]]:
        """One frame from those of the blocks, and sentences about columns that were left out of it."""
        whole = pl.DataFrame(
            [
                column.alias(name)
                for name, column in zip(reversed(found.names), _columns(frames, self.types), strict=True)
            ][::-1]
        )
        bare = [name for name in whole.columns if whole[name].null_count() == whole.height]
        if len(bare) == len(found.names):
            raise ReadError(f"{self.path.name} has {whole.height:,} rows, but every cell is missing.")
        dropped = [name for name in bare if name in found.nameless]
        whole = whole.drop(dropped).with_columns(
            pl.col(name).cast(pl.String) for name in bare if name not in dropped
        )
        texts = [each for each in whole if each.dtype == pl.String and each.name not in bare]
        texts = [self._restored(each) for each in texts]
        numbers = [plain_numbers(each, self.dialect) for each in texts]
        whole = whole.with_columns(numbers)
        said = [f"{name} had neither name nor cells: left out." for name in dropped]
        signs = {
            text.name: signed(text) for text, number in zip(texts, numbers, strict=True) if number is not text
        }
        for sign, words in (
            ("money", "Signs of money were taken off the numbers in {}."),
            ("percent", "Percent signs were taken off the numbers in {}: 12 % is 12."),
        ):
            if bared := [name for name, found in signs.items() if found == sign]:
                said.append(words.format(few(bared)))
        return whole, said

    def _restored(self, texts: pl.Series) -> pl.Series:
        """Texts with the delimiters of several signs that they hold."""
        if self.plain.delimiter == self.dialect.delimiter:
            return texts
        return texts.str.replace_all(self.plain.delimiter, self.dialect.delimiter, literal=True)


def _parsed(typist: Typist, blocks: Iterable[Block]) -> list[pl.DataFrame]:
    """The blocks' rows, parsed by a thread of its own while this one reads and cuts the next."""
    with ThreadPoolExecutor(1, "parsing") as pool:
        frames: list[Future[pl.DataFrame]] = []
        for block in blocks:
            frames.append(pool.submit(typist.frame, block))
            if len(frames) > _AHEAD:
                frames[-_AHEAD].result()
        return [frame.result() for frame in frames]


def _columns(frames: list[pl.DataFrame], types: Sequence[Type]) -> Iterator[pl.Series]:
    """The columns of all frames together, the last one first; the frames are used up: nothing is there twice."""
    parts = [frame.get_columns() for frame in frames]
    frames.clear()
    for each in reversed(types):
        yield pl.concat([part.pop().cast(each) for part in parts], rechunk=True)


def _without_header(blocks: Iterable[Block], dialect: Dialect) -> Iterator[Block]:
    """The blocks without their first rows that are not empty, as many as name the columns."""
    left = dialect.names_rows
    for block in blocks:
        if not left:
            yield block
        elif block.rows is None:
            removed, rest, lines = min(left, block.count), block.data, 0
            for _ in range(removed):
                end = _first_row(rest, dialect)
                lines += rest.count(b"\n", 0, end)
                rest = rest[end:]
            left -= removed
            if rest:
                start = block.line + lines
                repairs = tuple(each for each in block.repairs if each[0] > start)
                yield replace(block, data=rest, count=block.count - removed, line=start, repairs=repairs)
        else:
            filled = [place for place, (_, row, _) in enumerate(block.rows) if row][:left]
            left -= len(filled)
            rows = [row for place, row in enumerate(block.rows) if place not in filled]
            yield replace(block, rows=rows)


def _first_row(data: bytes, dialect: Dialect) -> int:
    """Where the first of some regular rows ends, which may span lines."""
    quote = dialect.quote.encode()
    end = data.index(b"\n")
    while quote and data.count(quote, 0, end) % 2:
        end = data.index(b"\n", end + 1)
    return end + 1
