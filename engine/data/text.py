"""From the bytes of a file to clean UTF-8: the encoding, byte order marks, line ends, NUL bytes. Knows no cells."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import Protocol

from engine.data.dialect import Dialect
from engine.data.repairs import LISTED
from engine.data.source import SAMPLE, looks_wide

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LOST = "\ufffd"


class _Decoder(Protocol):
    def decode(self, data: bytes, final: bool = False, /) -> str: ...


class WrongEncodingError(ValueError):
    """The bytes are no UTF-8 after all, and nothing before said that they are; never reaches a person."""


def guess_encoding(start: bytes) -> str:
    """The encoding that the first bytes of a text suggest: utf-8, utf-16-le or -be, cp1252, or latin-1."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if wide := looks_wide(start):
        return wide
    for encoding in ("utf-8", "cp1252"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def decoded(start: bytes, dialect: Dialect) -> str:
    """A file's first bytes as text with plain line ends. What cannot be read stands as �.

    A last line that was cut off is left out.
    """
    cleaner = Cleaner(dialect.encoding, guessed=False)
    text = (cleaner.feed(start) + cleaner.end()).decode("utf-8")
    if len(start) >= SAMPLE and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


class Cleaner:
    """Turns chunks of bytes into clean UTF-8 whose lines end in a line feed.

    `lost` counts letters that could not be read, `zeros` NUL characters that were taken out; when `counting`, which
    costs time, `lost_lines` and `zero_lines` tell where. With `guessed`, WrongEncodingError is raised where the first
    letters beyond ASCII are no UTF-8.
    """

    def __init__(self, encoding: str, guessed: bool, counting: bool = False) -> None:
        self.encoding = encoding
        self.lost = 0
        self.zeros = 0
        self.lost_lines: list[int] = []
        self.zero_lines: list[int] = []
        self._counting = counting
        self._line = 1
        self._guessed = guessed and encoding == "utf-8"
        self._decoder: _Decoder | None = None
        self._start = b""
        self._return = b""

    def chunks(self, reading: Iterable[bytes]) -> Iterator[bytes]:
        """Clean chunk after clean chunk."""
        for chunk in reading:
            yield self.feed(chunk)
        yield self.end()

    def feed(self, chunk: bytes) -> bytes:
        """The clean part of what has come in so far; the rest is kept for the next call."""
        if self._decoder is None:
            chunk = self._start + chunk
            if len(chunk) < 4:
                self._start = chunk
                return b""
            self._start = b""
            chunk = self._open(chunk)
        return self._clean(self._utf8(chunk, final=False))

    def end(self) -> bytes:
        """What was kept at the end of the file."""
        rest = self._open(self._start) if self._decoder is None else b""
        return self._clean(self._utf8(rest, final=True)) + self._return.replace(b"\r", b"\n")

    def _open(self, chunk: bytes) -> bytes:
        """Choose the decoder and pass over a byte order mark."""
        encoding = self.encoding
        for mark, marked in _MARKS:
            if chunk.startswith(mark) and encoding.split("-")[:2] == marked.split("-")[:2]:
                encoding, chunk = marked, chunk[len(mark) :]
        if encoding == "utf-16":
            encoding = looks_wide(chunk) or "utf-16-le"
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if self._guessed else "replace")
        self._plain = encoding == "utf-8"
        return chunk

    def _utf8(self, chunk: bytes, final: bool) -> bytes:
        decoder = self._decoder
        if decoder is None or (self._plain and chunk.isascii() and not self._pending()):
            return chunk
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError:
            raise WrongEncodingError from None
        if self._guessed and not text.isascii():
            self._guessed = False
            decoder.errors = "replace"  # type: ignore[attr-defined]
        if _LOST in text:
            self.lost += max(text.count(_LOST) - (chunk.count(b"\xef\xbf\xbd") if self._plain else 0), 0)
        return text.encode("utf-8", "replace")

    def _pending(self) -> bool:
        return bool(self._decoder.getstate()[0])  # type: ignore[union-attr]

    def _clean(self, chunk: bytes) -> bytes:
        if self._return or b"\r" in chunk:
            chunk = self._return + chunk
            self._return = b"\r" if chunk.endswith(b"\r") else b""
            chunk = chunk[: len(chunk) - len(self._return)]
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._counting:
            self._locate(chunk)
        if b"\0" in chunk:
            self.zeros += chunk.count(0)
            chunk = chunk.replace(b"\0", b"")
        return chunk

    def _locate(self, chunk: bytes) -> None:
        """Note the lines of what is odd."""
        for sign, lines in ((b"\0", self.zero_lines), (_LOST.encode(), self.lost_lines)):
            place, line, seen = chunk.find(sign), self._line, 0
            while place >= 0 and len(lines) < LISTED:
                line += chunk.count(b"\n", seen, place)
                lines.append(line)
                seen = place
                place = chunk.find(sign, place + 1)
        self._line += chunk.count(b"\n")
