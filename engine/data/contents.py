"""The text of a table, out of whatever it is packed in, with the hash of the file's own bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.data import packing, source, workbook
from engine.data.packing import Form, form_of
from engine.data.source import SAMPLE, Progress, Reading, Source, check_text


class Contents:
    """The chunks of a text. Iterating reports progress and raises Cancelled or ReadError.

    The `source` is known once all were read: it speaks of the bytes of the file, packed as they are.
    """

    def __init__(self, path: str | Path, part: str = "", progress: Progress | None = None) -> None:
        self.path = Path(path)
        self.form = form_of(path)
        self._part = part
        self._progress = progress
        self._reading = Reading(path, self._hashing if self.form in (Form.ZIP, Form.WORKBOOK) else progress)

    def __iter__(self) -> Iterator[bytes]:
        if self.form is Form.TEXT:
            return iter(self._reading)
        if self.form is Form.GZIP:
            return packing.inflated(self._reading, self.path.name)
        return self._unpacked()

    @property
    def source(self) -> Source:
        """Which file was read."""
        return self._reading.source

    def _unpacked(self) -> Iterator[bytes]:
        for _ in self._reading:
            pass
        rest = None if self._progress is None else self._telling
        if self.form is Form.WORKBOOK:
            yield from workbook.Book(self.path).text(self._part, rest)
        else:
            yield from packing.member(self.path, self._part, rest)

    def _hashing(self, share: float, doing: str) -> bool | None:
        return None if self._progress is None else self._progress(share / 4, doing)

    def _telling(self, share: float, doing: str) -> bool | None:
        return None if self._progress is None else self._progress(0.25 + 0.75 * share, doing)


def parts(path: str | Path) -> tuple[str, ...]:
    """The sheets of a workbook or the tables in a zip archive, one of which can be read; none for other files.

    The first one of an archive is the largest. Raises ReadError.
    """
    form = form_of(path)
    if form is Form.WORKBOOK:
        return workbook.Book(path).sheets
    return tuple(packing.members(path)) if form is Form.ZIP else ()


def sample(path: str | Path, part: str = "") -> tuple[str, bytes, bytes]:
    """The part that a person most likely wants (where none is named), and what its text begins and ends with.

    The part is empty where there is but one, the end where the beginning has all of it. The file is opened once.
    Raises ReadError.
    """
    form = form_of(path)
    if form is Form.TEXT:
        return "", source.head(path), source.tail(path)
    chunks: Iterable[bytes]
    if form is Form.WORKBOOK:
        book = workbook.Book(path)
        part = part or (book.first_table() if len(book.sheets) > 1 else "")
        chunks = book.text(part)
    else:
        several = form is Form.ZIP and not part and len(packing.members(path)) > 1
        part = next(iter(packing.members(path))) if several else part
        chunks = Contents(path, part)
    start = end = b""
    size = 0
    for chunk in chunks:
        if not _enough(start):
            start += chunk
        size += len(chunk)
        end = (end + chunk)[-source.TAIL :]
    check_text(start, Path(path).name)
    return part, start, b"" if size <= len(start) else end[end.find(b"\n") + 1 :]


def head(path: str | Path, encoding: str = "", part: str = "") -> bytes:
    """The first bytes of the text: 256 kB, or 20 lines. Raises ReadError where there is none (in `encoding`)."""
    contents = Contents(path, part)
    if contents.form is Form.TEXT:
        return source.head(path, encoding)
    start = b""
    for chunk in contents:
        start += chunk
        if _enough(start):
            break
    check_text(start, Path(path).name, encoding)
    return start


def _enough(start: bytes) -> bool:
    """Whether a guess can be made from the first bytes."""
    lines = start.count(b"\n") + start.count(b"\r")
    return len(start) >= SAMPLE and (lines >= source.LINES or len(start) >= source.LONG_SAMPLE)
