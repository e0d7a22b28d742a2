"""The file that a table came from, and the sentences for files that cannot be read. No parsing here."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from engine.errors import ExplainedError

SUFFIXES = (
    ".csv", ".tsv", ".tab", ".txt", ".data", ".dat", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
    ".parquet", ".arrow", ".feather", ".ipc",
)  # fmt: skip
"""How the names of tables end. What a file is, its bytes tell."""

CHUNK = 1 << 20
"""Bytes that are read and looked at in one go: small enough that a progress bar moves and Cancel is felt."""

SAMPLE = 1 << 18
"""Bytes from the start of a file that a guess looks at."""

LINES, LONG_SAMPLE = 20, 1 << 23
"""Where lines are long the sample has 20 of them, or 8 MiB."""

TAIL = 1 << 16
"""Bytes from the end of a file that a guess looks at."""

Progress = Callable[[float, str], bool | None]
"""Called with the share done (0 to 1) and what is being done; returning False cancels."""

_SIGNATURES = {
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x7fELF": "a program",
    b"{\\rtf": "a text document with formatting",
}


class ReadError(ExplainedError):
    """A table cannot be read from this file."""


class Cancelled(ExplainedError):  # noqa: N818 - nothing went wrong
    """The person asked to stop before the work was done; nothing was changed."""


@dataclasses.dataclass(frozen=True)
class Source:
    """Which file was read: its path as given, its size in bytes, and the SHA-256 of its bytes in hexadecimal."""

    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return Path(self.path.replace("\\", "/")).name

    def same_bytes(self, other: Source) -> bool:
        """Whether both hold the same bytes, wherever they lie."""
        return (self.size, self.sha256) == (other.size, other.sha256)


def report(progress: Progress | None, share: float, doing: str) -> None:
    """Tell how far the work is. Raises Cancelled when the listener wants no more."""
    if progress is not None and progress(min(max(share, 0.0), 1.0), doing) is False:
        raise Cancelled("Stopped before the work was done; nothing was changed.")


def open_file(path: str | Path) -> BinaryIO:
    """Open a file for reading. Raises ReadError for a folder, a file that is not there, or one that is closed to us."""
    path = Path(path)
    try:
        if path.is_dir():
            raise ReadError(f"{path.name or path} is a folder; choose a CSV file in it.")
        return path.open("rb")
    except FileNotFoundError:
        raise ReadError(f"There is no file {path.name} in {path.parent}; was it moved or renamed?") from None
    except PermissionError:
        raise ReadError(f"{path.name} may not be read: ask its owner for permission, or copy it.") from None
    except (OSError, ValueError) as error:
        raise ReadError(f"{path.name} cannot be opened: {_reason(error)}.") from None


def head(path: str | Path, encoding: str = "") -> bytes:
    """The first bytes of a file. Raises ReadError when there are none, or when they are no text (in `encoding`)."""
    with open_file(path) as file:
        start = _read(file, SAMPLE, Path(path).name)
        while start.count(b"\n") + start.count(b"\r") < LINES and len(start) < LONG_SAMPLE:
            if not (more := _read(file, SAMPLE, Path(path).name)):
                break
            start += more
    check_text(start, Path(path).name, encoding)
    return start


def tail(path: str | Path) -> bytes:
    """The last bytes of a file, at most 64 kB, from the beginning of a line; none where `head` has all of them."""
    with open_file(path) as file:
        size = _size(file)
        if size <= SAMPLE:
            return b""
        file.seek(size - TAIL)
        end = _read(file, TAIL, Path(path).name)
    return end[end.find(b"\n") + 1 :]


def check_text(start: bytes, name: str, encoding: str = "") -> None:
    """Raise ReadError when a file's first bytes are those of an empty or a binary file.

    Zeros and control bytes are part of UTF-16, so they are no sign where `encoding` or the bytes say that it is.
    """
    if not start.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"{name} is empty: there is no table in it.")
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise ReadError(f"{name} is {what}, not a CSV file; save the table as CSV and open that.")
    if encoding.startswith("utf-16") or start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_wide(start):
        return
    control = sum(start.count(bytes((code,))) for code in range(1, 32) if code not in (9, 10, 11, 12, 13, 27))
    if control * 20 > len(start) or start.count(0) * 4 > len(start):
        raise ReadError(f"{name} holds binary data, not text; a table is expected as CSV.")


def looks_wide(start: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" when every second byte of the text is zero, else an empty text."""
    pairs = len(start) // 2
    if pairs < 2:
        return ""
    even, odd = start[: 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if odd * 2 > pairs and even * 20 < pairs:
        return "utf-16-le"
    return "utf-16-be" if even * 2 > pairs and odd * 20 < pairs else ""


class Reading:
    """The bytes of a file chunk by chunk, with its size and its hash once all were read.

    Iterating reports progress between `start` and `stop` (shares of the whole work) and raises Cancelled or
    ReadError.
    """

    def __init__(self, path: str | Path, progress: Progress | None = None, doing: str = "Reading") -> None:
        self.path = Path(path)
        self.doing = doing
        self._progress = progress
        self._hash = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        with open_file(self.path) as file:
            total = max(_size(file), 1)
            report(self._progress, 0.0, self.doing)
            while chunk := _read(file, CHUNK, self.path.name):
                self._hash.update(chunk)
                self._size += len(chunk)
                yield chunk
                report(self._progress, self._size / total, self.doing)

    @property
    def source(self) -> Source:
        """What was read so far: the whole file when the iteration has ended."""
        return Source(str(self.path), self._size, self._hash.hexdigest())


def source_of(path: str | Path, progress: Progress | None = None) -> Source:
    """Size and hash of a file or folder, to see whether it is still the one that was read. Raises ReadError."""
    if Path(path).is_dir():
        from engine.data.folder import source_of_folder

        return source_of_folder(Path(path))
    reading = Reading(path, progress, "Comparing")
    for _ in reading:
        pass
    return reading.source


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2) if file.seekable() else 0
    if file.seekable():
        file.seek(0)
    return size


def _read(file: BinaryIO, size: int, name: str) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        raise ReadError(f"{name} cannot be read to its end: {_reason(error)}.") from None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")
