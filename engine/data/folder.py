"""A folder of pictures as a table: a row for each picture, with its path and the sub-folder that it lies in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from engine.data.kinds.picture import ENDINGS
from engine.data.source import Progress, ReadError, Source, report
from engine.data.table import Table

PICTURE, CLASS = "picture", "class"
MOST = 2_000_000
"""Pictures that are listed at most."""
AT_A_TIME = 500
"""Pictures between two reports."""


def read_folder(path: Path, progress: Progress | None = None) -> Table:
    """The pictures in a folder and below it, in the order of their names.

    `picture` is the path within the folder, `class` the first folder on it; without folders there is no class. Raises
    ReadError where there is no picture, or Cancelled.
    """
    names, size, listing = _listed(path, progress)
    if not names:
        raise ReadError(
            f"{path.name} holds no picture that could be read ({', '.join(ENDINGS[:4])}…). Choose a folder with a "
            "sub-folder of pictures for each class."
        )
    classes: list[str | None] = [name.partition("/")[0] if "/" in name else None for name in names]
    loose = classes.count(None)
    frame = pl.DataFrame({PICTURE: pl.Series(names, dtype=pl.String)})
    if loose < len(names):
        frame = frame.with_columns(pl.Series(CLASS, classes, dtype=pl.String))
    lie = "1 picture lies" if loose == 1 else f"{loose:,} pictures lie"
    said = (f"{lie} in no sub-folder: no class is known.",) if 0 < loose < len(names) else ()
    return Table(frame, Source(str(path), size, listing), repairs=said)


def source_of_folder(path: Path) -> Source:
    """The folder as it is now: the bytes of its pictures, and the hash of their names and sizes. Raises ReadError."""
    _, size, listing = _listed(path, None)
    return Source(str(path), size, listing)


def first_pictures(path: Path, rows: int) -> list[list[str]]:
    """The names of the columns and the first rows, as texts. Raises ReadError."""
    table = read_folder(path)
    return [list(table.names), *([cell or "" for cell in row] for row in table.frame.head(rows).rows())]


def _listed(path: Path, progress: Progress | None) -> tuple[list[str], int, str]:
    """The paths of all pictures within a folder, their bytes together, and the hash of names and sizes."""
    found: list[tuple[str, int]] = []
    try:
        for each in _pictures(path):
            found.append((each.relative_to(path).as_posix(), each.stat().st_size))
            if len(found) % AT_A_TIME == 0:
                report(progress, min(len(found) / 20_000, 0.9), "Looking for pictures")
            if len(found) > MOST:
                raise ReadError(f"{path.name} holds more than {MOST:,} pictures; choose a folder within it.")
    except OSError as error:
        raise ReadError(f"{path.name} cannot be looked through: {error.strerror or error}.") from None
    found.sort()
    digest = hashlib.sha256("\n".join(f"{name} {size}" for name, size in found).encode("utf-8", "replace"))
    report(progress, 1.0, "Looked for pictures")
    return [name for name, _ in found], sum(size for _, size in found), digest.hexdigest()


def _pictures(path: Path) -> Iterator[Path]:
    """Every picture file in a folder and below it; hidden ones, and folders that are links, are passed over."""
    for each in path.iterdir():
        if each.name.startswith("."):
            continue
        if each.is_dir():
            if not each.is_symlink():
                yield from _pictures(each)
        elif each.suffix.lower() in ENDINGS:
            yield each
