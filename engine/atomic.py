"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from engine.errors import ExplainedError

STALE_SECONDS = 3600
"""A temporary file this old belongs to a save that was killed."""

_REASONS = {
    errno.ENOSPC: "the disk is full; make room, or save elsewhere",
    getattr(errno, "EDQUOT", -1): "your share of the disk is used up; make room, or save elsewhere",
    errno.ENOENT: "its folder is not there any more; save elsewhere",
    errno.ENOTDIR: "its folder is not a folder; save elsewhere",
    errno.EACCES: "you may not write there; save elsewhere",
    errno.EPERM: "you may not write there; save elsewhere",
    errno.EROFS: "it lies on a medium that can only be read; save elsewhere",
    errno.EISDIR: "a folder has this name; choose another",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
}


class SaveError(ExplainedError):
    """A file could not be saved; whatever was there before is still there."""


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a temporary file beside `path`, and put it in the place of `path` once it is on the disk.

    A link is followed, and the permissions of a file that is replaced stay. Raises SaveError, and leaves the old
    file as it was and no temporary behind.
    """
    part: Path | None = None
    if "\0" in str(path):
        raise SaveError(f"{path.name!r} could not be saved: no file can be called that.")
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "write-protected")
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder")
        _sweep(target)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            _keep_mode(target, file)
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        _discard(part)
        raise SaveError(f"{path.name} could not be saved: {reason(error)}.") from None
    except BaseException:
        _discard(part)
        raise
    _settle(target.parent)


def reason(error: Exception) -> str:
    """Why the system refused, in words that help."""
    number = getattr(error, "errno", None)
    if number in _REASONS:
        return _REASONS[number]
    return (getattr(error, "strerror", None) or str(error)).lower().rstrip(".")


def _keep_mode(target: Path, file: BinaryIO) -> None:
    """Give the new file the permissions of the old one, where there is one and the system has such."""
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)


def _sweep(target: Path) -> None:
    """Remove what saves of this file left behind when they were killed."""
    for old in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > STALE_SECONDS:
                old.unlink()


def _discard(part: Path | None) -> None:
    if part is not None:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """See to it that the new name is on the disk, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
