"""Where the program starts: a window, the demonstration, or a command. Imports no more than the choice needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

MODELS = (".loom",)
TABLES = (
    ".csv", ".tsv", ".tab", ".txt", ".data", ".dat", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
    ".parquet", ".arrow", ".feather", ".ipc",
)  # fmt: skip
"""The endings of `engine.data.source`, which a command that names none has no need to load."""
STARTUP_TIME = "--startup-time"
MOST_THREADS = 4
"""Threads beyond which a product of the sizes that tables need gets no faster."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start what the command line asks for. Returns 0, 1 where a sentence says what is wrong, or 2 for wrong usage."""
    _share_cores(os.cpu_count() or 2)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["demo"]:
        from designer.demo import main as demonstrate

        return demonstrate(words[1:])
    timed = STARTUP_TIME in words
    files = [word for word in words if word != STARTUP_TIME]
    if not files or (len(files) == 1 and _names_a_file(files[0])):
        return _open_window(Path(files[0]) if files else None, timed)
    from engine.cli.app import main as command

    return command(words)


def _share_cores(cores: int) -> None:
    """Leave half of the cores to others: numpy's matrix products are not to take them all, unless that is asked for.

    A product on all cores waits at its end for the slowest; where the window or another program holds that core,
    training takes ten times as long and more. The libraries read this when they are loaded, so it comes before numpy.
    """
    threads = str(max(1, min(MOST_THREADS, cores // 2)))
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, threads)


def _names_a_file(word: str) -> bool:
    """Whether a single word means a file to open: by its ending, or because it is a path to something."""
    if word.startswith("-"):
        return False
    path = Path(word)
    return (
        path.suffix.lower() in MODELS + TABLES or path.name != word or (bool(path.suffix) and path.exists())
    )


def _open_window(path: Path | None, timed: bool) -> int:
    if path is not None and not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there; was it moved or renamed?"
        return _refuse(f"{path} {what}")
    if not _has_display():
        return _refuse(
            "There is no display to open a window on. See neuroloom --help for what works without one, or run "
            "neuroloom demo."
        )
    from designer.application import run

    return run(path, timed)


def _has_display() -> bool:
    """Whether Qt will find a screen; where it does not, it would end the process without a word to the user."""
    if not sys.platform.startswith(("linux", "freebsd")):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
