"""The zip around a .loom: its parts by name, read within limits that hold before memory is asked for."""

from __future__ import annotations

import contextlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from engine.atomic import reason
from engine.errors import ExplainedError

FREE = 16 << 20
"""Bytes that any part may unpack to."""
RATIO = 20
"""What is larger may unpack to this many times its packed size; our own large parts are not packed at all."""
CHUNK = 1 << 20

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, NotImplementedError,
    RuntimeError, LookupError,
)  # fmt: skip
"""What zipfile raises for bytes that make no sense, besides OSError."""


class LoadError(ExplainedError):
    """A file is no model that this version can open; says which part is wrong, and how."""


class Archive:
    """The parts of an open zip. A part is found by its exact name; nothing is ever unpacked to the disk."""

    def __init__(self, zipped: zipfile.ZipFile, size: int) -> None:
        """Take stock of a zip of `size` bytes. Raises LoadError where it has a name twice."""
        self._zip = zipped
        self._size = size
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in zipped.infolist():
            if info.filename in self._infos:
                raise LoadError(f"it holds the part {info.filename[:80]!r} twice.")
            self._infos[info.filename] = info

    def __contains__(self, part: object) -> bool:
        return part in self._infos

    def read(self, part: str) -> bytes:
        """The bytes of a part, checked against its checksum. Raises LoadError, naming the part."""
        info = self._infos.get(part)
        if info is None:
            raise LoadError(f"its part {part} is missing.")
        self._check(info)
        found = bytearray()
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    found += chunk
                    if len(found) > info.file_size:
                        raise LoadError(f"its part {part} is larger than it says.")
        except OSError as error:
            raise LoadError(f"its part {part} cannot be read: {reason(error)}.") from None
        except LoadError:
            raise
        except _DAMAGE:
            raise LoadError(f"its part {part} is damaged.") from None
        return bytes(found)

    def _check(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 1:
            raise LoadError(f"its part {info.filename} is encrypted.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise LoadError(f"its part {info.filename} is packed in a way that is not known here.")
        if info.compress_size > self._size:
            raise LoadError(f"its part {info.filename} is cut off.")
        if info.file_size > max(FREE, RATIO * info.compress_size):
            raise LoadError(
                f"its part {info.filename} would unpack to {info.file_size / 1e6:,.0f} MB from "
                f"{info.compress_size / 1e6:,.1f} MB, which no model does."
            )


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The parts of the zip at `path`. Raises LoadError where there is no such file, or it is no zip."""
    with contextlib.ExitStack() as stack:
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device"
                raise LoadError(f"it is {what}, not a file.")
            file = stack.enter_context(path.open("rb"))
            start = file.read(4)
        except FileNotFoundError:
            raise LoadError(
                f"there is no such file in {path.absolute().parent}; was it moved or renamed?"
            ) from None
        except PermissionError:
            raise LoadError("it may not be read; ask its owner for permission.") from None
        except OSError as error:
            raise LoadError(f"it cannot be read: {reason(error)}.") from None
        except LoadError:
            raise
        except ValueError:
            raise LoadError("no file can be called that.") from None
        try:
            zipped = stack.enter_context(zipfile.ZipFile(file))
        except (*_DAMAGE, OSError):
            raise LoadError(_no_zip(start, status.st_size)) from None
        yield Archive(zipped, status.st_size)


def _no_zip(start: bytes, size: int) -> str:
    if not size:
        return "it is empty."
    if b"PK\x03\x04".startswith(start) or start == b"PK\x03\x04":
        return "it is cut off or damaged: its list of parts is not there. Look for another copy of it."
    return "it is not a model (a .loom is a zip archive, and this is none)."


def write_archive(file: BinaryIO, parts: Mapping[str, bytes]) -> None:
    """Write parts as a zip in their order. The same parts give the same bytes, whenever they are written.

    Small parts are packed; large ones are stored as they are, so that `Archive` may refuse what unpacks to far more.
    """
    with zipfile.ZipFile(file, "w") as zipped:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            packed = len(data) < FREE and not name.endswith((".safetensors", ".png"))
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            zipped.writestr(info, data)
