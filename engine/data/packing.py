"""What a table is packed in: gzip and zip archives, told by their bytes and unpacked within bounds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import IO

from engine.data.source import CHUNK, Progress, ReadError, open_file, report

GROWTH, FREE = 200, 1 << 26
"""A file may unpack to two hundred times its size, or to 64 MiB."""

_TABLES = frozenset((".csv", ".tsv", ".txt", ".tab", ".dat", ".data", ".psv", ".asc", ".ssv", ""))
_MOST_PARTS = 1000


class Form(Enum):
    """What a file is, whatever its name says."""

    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    WORKBOOK = "workbook"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    STREAM = "Arrow stream"
    FOLDER = "folder of pictures"

    @property
    def typed(self) -> bool:
        """Whether its columns have names and types, so that nothing is to be guessed."""
        return self in (Form.PARQUET, Form.ARROW, Form.STREAM, Form.FOLDER)

    @property
    def spelled(self) -> bool:
        """Whether it holds text, whose spelling has to be known."""
        return self in (Form.TEXT, Form.GZIP, Form.ZIP)


def form_of(path: str | Path) -> Form:
    """What a file is, by its first bytes; a folder is one of pictures. Raises ReadError where it cannot be read."""
    if Path(path).is_dir():
        return Form.FOLDER
    with open_file(path) as file:
        start = file.read(16)
    if start.startswith(b"\x1f\x8b"):
        return Form.GZIP
    if start.startswith(b"PK\x03\x04"):
        return Form.WORKBOOK if _is_workbook(path) else Form.ZIP
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return Form.WORKBOOK
    for mark, form in ((b"PAR1", Form.PARQUET), (b"ARROW1", Form.ARROW), (b"\xff\xff\xff\xff", Form.STREAM)):
        if start.startswith(mark):
            return form
    return Form.TEXT


def members(path: str | Path) -> dict[str, int]:
    """The tables in a zip archive and their sizes, the largest first. Raises ReadError."""
    with _archive(path) as archive:
        found = [
            each
            for each in archive.infolist()
            if not each.is_dir() and each.file_size and not _hidden(PurePosixPath(each.filename))
        ]
    tables = [each for each in found if PurePosixPath(each.filename).suffix.lower() in _TABLES]
    ordered = sorted(tables or found, key=lambda each: -each.file_size)[:_MOST_PARTS]
    return {each.filename: each.file_size for each in ordered}


def member(path: str | Path, part: str, progress: Progress | None = None) -> Iterator[bytes]:
    """The bytes of a file in a zip archive: the `part`, or the largest table. Raises ReadError or Cancelled."""
    name = Path(path).name
    sizes = members(path)
    if not sizes:
        raise ReadError(f"{name} is a zip archive without a file in it.")
    part = part or next(iter(sizes))
    with _archive(path) as archive:
        try:
            info = archive.getinfo(part)
            with archive.open(info) as file:
                yield from bounded(_chunks(file), info.compress_size, name, info.file_size, progress)
        except KeyError:
            raise ReadError(f"{name} holds no file {part}; it has {', '.join(list(sizes)[:8])}.") from None
        except RuntimeError:
            raise ReadError(f"{name} is locked by a password; unpack it first.") from None
        except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError) as error:
            raise ReadError(f"{part} in {name} cannot be unpacked: {error}.") from None


def inflated(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The bytes in a gzip archive that comes in chunks. Raises ReadError."""
    unpacker, whole = zlib.decompressobj(31), False
    taken = given = 0
    for chunk in chunks:
        taken += len(chunk)
        data = b""
        while chunk or len(data) == CHUNK:  # A full chunk may have left something behind.
            try:
                data = unpacker.decompress(chunk, CHUNK)
            except zlib.error:
                if whole and not chunk.strip(b"\0"):
                    break  # Zeros after the end fill up the blocks of a tape.
                raise ReadError(f"{name} is a gzip archive that is damaged.") from None
            given += len(data)
            _check(given, taken, name)
            if data:
                yield data
            chunk, whole = unpacker.unconsumed_tail, unpacker.eof
            if whole:
                chunk, data, unpacker = unpacker.unused_data, b"", zlib.decompressobj(31)
    if not whole:
        raise ReadError(f"{name} ends too early; was it loaded down to its end?")


def bounded(
    chunks: Iterable[bytes], packed: int, name: str, size: int = 0, progress: Progress | None = None
) -> Iterator[bytes]:
    """The chunks, until they are too many for what they were packed in. Raises ReadError or Cancelled."""
    given = 0
    for chunk in chunks:
        given += len(chunk)
        _check(given, packed, name)
        yield chunk
        report(progress, given / max(size, given, 1), "Unpacking")


def _check(given: int, taken: int, name: str) -> None:
    if given > max(FREE, GROWTH * taken):
        raise ReadError(
            f"{name} unpacks to more than {GROWTH} times its size. Such files are made to fill a computer's memory, so "
            "it was not read further; unpack it yourself if you trust it."
        )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _archive(path: str | Path) -> zipfile.ZipFile:
    name = Path(path).name
    with open_file(path):
        pass
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise ReadError(f"{name} is a zip archive that cannot be opened: {error}.") from None


def _is_workbook(path: str | Path) -> bool:
    try:
        with _archive(path) as archive:
            names = set(archive.namelist())
    except ReadError:
        return False
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin"}) or {"mimetype", "content.xml"} <= names


def _hidden(name: PurePosixPath) -> bool:
    return name.name.startswith(".") or "__MACOSX" in name.parts
