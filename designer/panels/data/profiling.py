"""What each column of the document's table holds, counted aside where the table is large."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from designer.background import Progress, Task, own_task
from engine.data.kinds.base import ColumnKind
from engine.data.profile import Profile, profile
from engine.data.table import Table

CELLS_AT_ONCE, COLUMNS_AT_ONCE = 20_000, 40
"""A table up to this size is counted at once (some milliseconds)."""
AT_A_TIME = 16
"""Columns between two reports."""


class Profiling(QObject):
    """The profiles of one table at a time. `profiled(names)` tells which columns have become known."""

    profiled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._known: dict[tuple[str, bool | None], Profile] = {}
        self._told = 0
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether columns are being counted."""
        return self._task is not None

    def look_at(self, table: Table | None) -> None:
        """Count the columns of another table."""
        if table is self._table:
            return
        self._drop()
        self._table, self._known, self._told = table, {}, 0
        if table is None:
            return
        if table.rows * len(table.names) <= CELLS_AT_ONCE and len(table.names) <= COLUMNS_AT_ONCE:
            for name in table.names:
                self._known[name, None] = profile(table.column(name))
            return
        known = self._known
        self._task = own_task(lambda progress: _count(table, known, progress), self)
        self._task.progressed.connect(self._on_progressed)
        self._task.done.connect(self._on_done)
        self._task.crashed.connect(self._on_crashed)
        self._task.start()

    def of(self, name: str, kind: ColumnKind) -> Profile | None:
        """The column read as its kind says; None while it is not known."""
        found = self._known.get((name, None))
        if found is None or self._table is None or not kind.usable or kind.numeric == found.numeric:
            return found
        if (name, kind.numeric) not in self._known:
            self._known[name, kind.numeric] = profile(self._table.column(name), kind)
        return self._known[name, kind.numeric]

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_progressed(self, _share: float, _doing: str) -> None:
        if self.sender() is self._task:
            self._tell()

    def _on_done(self, _result: object) -> None:
        self._task = None
        self._tell()

    def _on_crashed(self, error: BaseException) -> None:
        """Raise the bug where the program reports bugs: on the window's thread."""
        self._task = None
        raise error

    def _tell(self) -> None:
        names = [name for name, numeric in list(self._known) if numeric is None]
        if fresh := names[self._told :]:
            self._told = len(names)
            self.profiled.emit(fresh)


def _count(table: Table, known: dict[tuple[str, bool | None], Profile], progress: Progress) -> None:
    """Fill `known`, column by column, until told to stop."""
    for place, name in enumerate(table.names):
        if place % AT_A_TIME == 0 and not progress(place / len(table.names), "Counting values"):
            return
        known[name, None] = profile(table.column(name))
