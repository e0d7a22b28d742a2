"""Reading a CSV file from beginning to end: chunks, clean text, blocks of rows, typed columns, a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import polars as pl

from engine.data.blocks import Block, OddQuotesError, patient_blocks, quick_blocks
from engine.data.dialect import Dialect
from engine.data.header import Layout, layout
from engine.data.records import UnclosedQuoteError, records
from engine.data.source import SAMPLE, Progress, ReadError, Reading, check_text, report
from engine.data.table import Table
from engine.data.text import Cleaner, WrongEncodingError
from engine.data.typed import Type, Typist, first_types, numbers_spelled_plainly

_ROWS = 300


def read_file(path: Path, dialect: Dialect, guessed: bool, progress: Progress | None) -> Table:
    """The table in a file, read in the light of a dialect, mended where it has to be.

    Where the file turns out to be otherwise than its beginning said (quotation marks in odd places, text among
    numbers, another encoding), it is read again with what is known by then. Raises ReadError or Cancelled.
    """
    notes: list[str] = []
    patient = dialect.delimiter == " "
    types: list[Type] = []
    while True:
        attempt = _Attempt(path, dialect, guessed, progress)
        try:
            table = attempt.table(patient, types)
        except OddQuotesError:
            patient = True
        except UnclosedQuoteError:
            notes.append(f"A quotation mark {dialect.quote} is never closed: such marks were read as text.")
            dialect, patient, types = dialect.replace(quote=""), dialect.delimiter == " ", []
        except WrongEncodingError:
            dialect, guessed = dialect.replace(encoding="cp1252"), False
        else:
            if not attempt.spoiled:
                return Table(table.frame, table.source, table.dialect, (*notes, *table.repairs))
            types = attempt.types


class _Attempt:
    """One reading of the file, from its first byte to its last."""

    def __init__(self, path: Path, dialect: Dialect, guessed: bool, progress: Progress | None) -> None:
        self.path = path
        self.dialect = dialect
        self.progress = progress
        self.reading = Reading(
            path, None if progress is None else lambda done, what: progress(0.95 * done, what)
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
        found = layout(first, self.dialect.header)
        body = first[1:] if self.dialect.header else first
        typist = Typist(self.dialect, types or first_types(body, found.width, self.dialect))
        blocks = (
            patient_blocks(chunks, self.dialect)
            if patient
            else quick_blocks(chunks, self.dialect, found.width)
        )
        if self.dialect.header:
            blocks = _without_header(blocks, self.dialect)
        frames = [typist.frame(block) for block in blocks]
        self.types, self.spoiled = typist.types, typist.spoiled
        if not sum(frame.height for frame in frames):
            raise ReadError(
                f"{self.path.name} has a header but no rows below it; there is nothing to learn from."
            )
        frame, repairs = self._whole(frames, found)
        report(self.progress, 1.0, "Read")
        mended = (*found.repairs, *repairs, *_mended(typist, self.cleaner))
        return Table(frame, self.reading.source, self.dialect, mended)

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
        whole = start.rfind("\n") + 1 if len(start) >= SAMPLE else 0
        return start[: whole or len(start)], chain(head, chunks)

    def _whole(self, frames: list[pl.DataFrame], found: Layout) -> tuple[pl.DataFrame, list[str]]:
        """One frame from those of the blocks, and sentences about columns that were left out of it."""
        casts = {str(place): each for place, each in enumerate(self.types)}
        whole = pl.concat([frame.cast(casts) for frame in frames], rechunk=True)  # type: ignore[arg-type]
        whole = whole.rename({str(place): name for place, name in enumerate(found.names)})
        bare = [name for name in whole.columns if whole[name].null_count() == whole.height]
        if len(bare) == len(found.names):
            raise ReadError(f"{self.path.name} has {whole.height:,} rows, but every cell is missing.")
        dropped = [name for name in bare if name in found.nameless]
        whole = whole.drop(dropped).with_columns(
            pl.col(name).cast(pl.String) for name in bare if name not in dropped
        )
        if self.dialect.numbers_with_comma:
            whole = whole.with_columns(
                numbers_spelled_plainly(each) for each in whole if each.dtype == pl.String
            )
        return whole, [f"{name} had neither name nor cells: left out." for name in dropped]


def _without_header(blocks: Iterable[Block], dialect: Dialect) -> Iterator[Block]:
    """The blocks without their first row that is not empty."""
    waiting = True
    for block in blocks:
        if not waiting:
            yield block
            continue
        rows = block.rows
        if rows is None:
            rest = _after_first_row(block.data, dialect)
            waiting = False
            if rest:
                yield Block(rest, block.count - 1)
            continue
        filled = next((place for place, row in enumerate(rows) if row), None)
        if filled is not None:
            waiting = False
            yield Block(rows=rows[:filled] + rows[filled + 1 :])


def _after_first_row(data: bytes, dialect: Dialect) -> bytes:
    """Regular rows without the first one, which may span lines."""
    quote = dialect.quote.encode()
    end = data.index(b"\n")
    while quote and data.count(quote, 0, end) % 2:
        end = data.index(b"\n", end + 1)
    return data[end + 1 :]


def _mended(typist: Typist, cleaner: Cleaner) -> list[str]:
    """Sentences about rows and letters that had to be mended."""
    counts = (
        (typist.short, "row was too short: the cells it lacks are gaps",
         "rows were too short: the cells they lack are gaps"),
        (typist.long, "row was too long: what was beyond the last column was left out",
         "rows were too long: what was beyond the last column was left out"),
        (typist.blank, "empty line was passed over", "empty lines were passed over"),
        (cleaner.zeros, "NUL character was taken out", "NUL characters were taken out"),
        (cleaner.lost, f"letter could not be read as {cleaner.encoding} and stands as �",
         f"letters could not be read as {cleaner.encoding} and stand as �"),
    )  # fmt: skip
    return [f"{count:,} {one if count == 1 else many}." for count, one, many in counts if count]
