"""What the program remembers of its user between two starts: recent files, window places, looks.

Kept in one readable ini file. Nothing of a document is kept here. A file that cannot be read is put aside and the
program starts with what it would have at first.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, cast

import platformdirs
from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

ENVIRONMENT = "NEUROLOOM_CONFIG_DIR"
FILE_NAME = "preferences.ini"
MOST_RECENT = 10
THEME_CHOICES = ("system", "light", "dark")

ThemeChoice = Literal["system", "light", "dark"]


def configuration_folder() -> Path:
    """Return the folder for settings: the system's usual one, unless the environment names another."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_config_dir("neuroloom", appauthor=False))


class Preferences(QObject):
    """The remembered settings. Each attribute reads from and writes to the file; `changed` names what was written.

    Reading never fails: what is missing or makes no sense has its first value.
    """

    changed = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        path = (folder or configuration_folder()) / FILE_NAME
        _put_aside_if_unreadable(path)
        self._file = QSettings(str(path), QSettings.Format.IniFormat, self)

    @property
    def theme(self) -> ThemeChoice:
        """The theme chosen by the user: "system", "light" or "dark"."""
        choice = self._text("looks/theme")
        return cast(ThemeChoice, choice) if choice in THEME_CHOICES else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._write("looks/theme", choice)

    @property
    def reduce_motion(self) -> bool:
        """True when the user wants nothing to move that need not."""
        return self._text("looks/reduce_motion") == "true"

    @reduce_motion.setter
    def reduce_motion(self, wanted: bool) -> None:
        self._write("looks/reduce_motion", "true" if wanted else "false")

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The files opened or saved last that still exist, the newest first, at most ten."""
        stored = self._file.value("files/recent")
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        paths = [Path(name) for name in names if isinstance(name, str) and name]
        return tuple(path for path in paths if _exists(path))[:MOST_RECENT]

    def remember_file(self, path: Path) -> None:
        """Put a file first in the list of recent files."""
        newest = path.absolute()
        self._write_recent([newest, *(other for other in self.recent_files if other != newest)])

    def forget_file(self, path: Path) -> None:
        """Take a file off the list of recent files; one that is not on it is no error."""
        unwanted = path.absolute()
        self._write_recent(other for other in self.recent_files if other != unwanted)

    def forget_all_files(self) -> None:
        """Empty the list of recent files."""
        self._write_recent(())

    @property
    def window_geometry(self) -> QByteArray:
        """Where the window was, as Qt's saveGeometry() gives it; empty at first."""
        return self._bytes("window/geometry")

    @window_geometry.setter
    def window_geometry(self, geometry: QByteArray) -> None:
        self._write("window/geometry", geometry)

    @property
    def window_state(self) -> QByteArray:
        """Where docks and tool bars were, as Qt's saveState() gives it; empty at first."""
        return self._bytes("window/state")

    @window_state.setter
    def window_state(self, state: QByteArray) -> None:
        self._write("window/state", state)

    @property
    def last_folder(self) -> Path:
        """The folder in which a file was last chosen, while it exists; else the user's own."""
        name = self._text("files/folder")
        return Path(name) if name and _exists(Path(name)) else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self._write("files/folder", str(folder))

    def forget_window(self) -> None:
        """Forget the places of window and docks: the next start has the first ones."""
        self._file.remove("window")
        self._sync("window")

    def _text(self, key: str) -> str:
        value = self._file.value(key)
        return value if isinstance(value, str) else ""

    def _bytes(self, key: str) -> QByteArray:
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _write_recent(self, paths: Iterable[Path]) -> None:
        self._write("files/recent", [str(path) for path in paths][:MOST_RECENT])

    def _write(self, key: str, value: object) -> None:
        if value != self._file.value(key):
            self._file.setValue(key, value)
            self._sync(key)

    def _sync(self, key: str) -> None:
        self._file.sync()
        self.changed.emit(key)


def _exists(path: Path) -> bool:
    """Return whether a path leads to something; one that cannot be asked for (a dead drive) does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _put_aside_if_unreadable(path: Path) -> None:
    """Rename a settings file that is not one, so that a new one can be written and nothing is lost."""
    if not path.is_file():
        return
    try:
        text = path.read_bytes().decode("utf-8")
        readable = "\0" not in text and QSettings(str(path), QSettings.Format.IniFormat).status() is (
            QSettings.Status.NoError
        )
    except (OSError, UnicodeDecodeError):
        readable = False
    if not readable:
        # Where even that is refused, settings are simply not remembered.
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".unreadable.ini"))
