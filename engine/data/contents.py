"""The text of a table, out of whatever it is packed in, with the hash of the file's own bytes."""

from __future__ import annotations

from collections.abc import Iterator
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
        open_part = workbook.text_of if self.form is Form.WORKBOOK else packing.member
        yield from open_part(self.path, self._part, rest)

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
        return workbook.sheets(path)
    return tuple(packing.members(path)) if form is Form.ZIP else ()


def usual_part(path: str | Path) -> str:
    """The part that a person most likely wants: empty where there is but one. Raises ReadError."""
    found = parts(path)
    if len(found) < 2:
        return ""
    return workbook.first_table(path) if form_of(path) is Form.WORKBOOK else found[0]


def head(path: str | Path, encoding: str = "", part: str = "") -> bytes:
    """The first bytes of the text: 256 kB, or 20 lines. Raises ReadError where there is none (in `encoding`)."""
    contents = Contents(path, part)
    if contents.form is Form.TEXT:
        return source.head(path, encoding)
    start = b""
    for chunk in contents:
        start += chunk
        if len(start) >= SAMPLE and start.count(b"\n") + start.count(b"\r") >= source.LINES:
            break
        if len(start) >= source.LONG_SAMPLE:
            break
    check_text(start, Path(path).name, encoding)
    return start


def tail(path: str | Path, part: str = "") -> bytes:
    """The last bytes of the text, at most 64 kB, from the beginning of a line; none where `head` has all of them."""
    contents = Contents(path, part)
    if contents.form is Form.TEXT:
        return source.tail(path)
    end, size = b"", 0
    for chunk in contents:
        size += len(chunk)
        end = (end + chunk)[-source.TAIL :]
    return b"" if size <= SAMPLE else end[end.find(b"\n") + 1 :]
