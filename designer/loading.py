"""Reading a table on a thread of its own, with progress and Cancel. QtCore only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from designer.background import Progress, Task, own_task
from engine.data.source import SUFFIXES

if TYPE_CHECKING:
    from engine.data.dialect import Dialect
    from engine.data.packing import Form
    from engine.data.profile import Profile
    from engine.data.recipe import Recipe
    from engine.data.table import Table

TABLES = f"Tables ({' '.join(f'*{suffix}' for suffix in SUFFIXES)});;All files (*)"
"""What a dialog that asks for a table offers."""

READING = 0.8
"""The share of the work that is reading; the rest is counting values for the proposal."""
PREVIEW_ROWS = 50


@dataclass(frozen=True, eq=False)
class Loaded:
    """A table that was read, what is proposed for it, and what each column holds."""

    table: Table
    recipe: Recipe
    profiles: Mapping[str, Profile]


class TableLoader(QObject):
    """Reads one table at a time; a second `load` takes the place of the first.

    `recognised(form, parts)` tells early on what the file is, and the sheets or files that are in it;
    `previewed(dialect, rows)` how it is read and its first rows as texts. Each load ends
    in exactly one of `loaded(table, recipe)`, `failed(sentence)`, `cancelled()` or, for a bug of ours,
    `crashed(exception)`; one that was replaced ends in silence. Call `wait` before the loader goes.
    """

    recognised = Signal(object, object)
    previewed = Signal(object, object)
    progressed = Signal(float, str)
    loaded = Signal(object, object)
    failed = Signal(str)
    cancelled = Signal()
    crashed = Signal(object)
    _known = Signal(int, object, object)
    _seen = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._ending: list[Task] = []
        self._result: Loaded | None = None
        self._turn = 0
        self._known.connect(self._on_known)
        self._seen.connect(self._on_seen)

    @property
    def busy(self) -> bool:
        """Whether a table is being read."""
        return self._task is not None

    @property
    def result(self) -> Loaded | None:
        """What was read last; None before, and after a failure."""
        return self._result

    def load(self, path: str | Path, dialect: Dialect | None = None, part: str = "") -> None:
        """Begin to read a file; the dialect is guessed where none is given, for the `part` that is named."""
        self._drop()
        self._result = None
        self._turn += 1
        task = own_task(self._work(Path(path), dialect, part, self._turn), self)
        task.progressed.connect(self._on_progressed)
        task.done.connect(lambda result: self._on_done(task, result))
        task.failed.connect(lambda sentence: self._on_ended(task, self.failed, sentence))
        task.crashed.connect(lambda error: self._on_crashed(task, error))
        self._task = task
        task.start()

    def cancel(self) -> None:
        """Stop reading; nothing was changed."""
        if self._task is not None:
            self._drop()
            self.cancelled.emit()

    def wait(self) -> None:
        """Stop reading without a word, and return when no thread runs any more (some milliseconds)."""
        self._drop()
        for task in self._ending:
            if isValid(task):
                task.wait()
        self._ending.clear()

    def _work(
        self, path: Path, dialect: Dialect | None, part: str, turn: int
    ) -> Callable[[Progress], Loaded]:
        """What the thread does for one load."""

        def work(progress: Progress) -> Loaded:
            from engine.data.contents import parts
            from engine.data.dialect import guess
            from engine.data.packing import form_of
            from engine.data.table import preview

            progress(0.0, "Looking at the file")
            self._known.emit(turn, form_of(path), parts(path))
            chosen = dialect or guess(path, part)
            self._seen.emit(turn, chosen, preview(path, chosen, PREVIEW_ROWS))
            return read_table(path, dialect, progress, part)

        return work

    def _on_known(self, turn: int, form: Form, parts: tuple[str, ...]) -> None:
        if turn == self._turn and self._task is not None:
            self.recognised.emit(form, parts)

    def _on_seen(self, turn: int, dialect: Dialect, rows: list[list[str]]) -> None:
        if turn == self._turn and self._task is not None:
            self.previewed.emit(dialect, rows)

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._ending = [*(task for task in self._ending if isValid(task)), self._task]
            self._task = None

    def _on_progressed(self, share: float, doing: str) -> None:
        if self.sender() is self._task:
            self.progressed.emit(share, doing)

    def _on_done(self, task: Task, result: Loaded) -> None:
        # A task may have ended just before it was cancelled: what was dropped stays silent.
        if task is self._task:
            self._task, self._result = None, result
            self.loaded.emit(result.table, result.recipe)

    def _on_ended(self, task: Task, signal: SignalInstance, what: object) -> None:
        if task is self._task:
            self._task = None
            signal.emit(what)

    def _on_crashed(self, task: Task, error: BaseException) -> None:
        """Tell that nothing will come, and raise the bug where the program reports bugs: on the window's thread."""
        self._on_ended(task, self.crashed, error)
        raise error


def read_table(path: Path, dialect: Dialect | None, progress: Progress, part: str = "") -> Loaded:
    """Read a file and propose a recipe for it. Raises ReadError or Cancelled."""
    # What a table is prepared with is needed next, by the window's thread: its code is loaded on this one.
    import engine.data.prepare
    import engine.feeding  # noqa: F401
    from engine.data.profile import profiles
    from engine.data.recipe import propose
    from engine.data.table import read

    table = read(path, dialect, lambda share, doing: progress(READING * share, doing), part)
    found = profiles(table, lambda share, doing: progress(READING + (1 - READING) * share, doing))
    return Loaded(table, propose(table, found), found)
