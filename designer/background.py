"""Work that must not hold up the window: one function on a thread of its own, with progress and Cancel."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal
from shiboken6 import isValid

from engine.errors import ExplainedError

Progress = Callable[[float, str], bool]
"""Told how far the work is (0 to 1) and what it is doing; returns False when it should stop."""

USUAL_SECONDS, SMALL_SECONDS = sys.getswitchinterval(), 0.0005
"""After how long at most Python turns from one thread to another: as it begins, and while a thread computes aside."""


@contextmanager
def small_turns() -> Iterator[None]:
    """Let the window have its turn soon while this thread works.

    Whatever the window wants to do meanwhile (a key, a move of the mouse) waits so long for Python, often several
    times over.
    """
    sys.setswitchinterval(SMALL_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(USUAL_SECONDS)


class Task(QThread):
    """Runs `work(progress)` once and tells the result by a signal of the thread that made it.

    After `cancel` neither `done` nor `failed` is emitted. An ExplainedError becomes `failed(sentence)`; any other
    exception is a bug and is handed to `crashed` for the program's error report.
    """

    progressed = Signal(float, str)
    done = Signal(object)
    failed = Signal(str)
    crashed = Signal(object)

    def __init__(self, work: Callable[[Progress], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._result: Any = None
        self._error: BaseException | None = None
        # A flag of our own: Qt forgets that it was asked to interrupt as soon as the thread has ended.
        self._cancelled = False
        self.finished.connect(self._on_finished)

    def cancel(self) -> None:
        """Ask the work to end; its result will not be told."""
        self._cancelled = True
        self.requestInterruption()

    def run(self) -> None:
        """The thread's own part."""
        try:
            self._result = self._work(self._progress)
        except Exception as error:
            self._error = error

    def _progress(self, share: float, doing: str) -> bool:
        self.progressed.emit(share, doing)
        return not (self._cancelled or self.isInterruptionRequested())

    def _on_finished(self) -> None:
        result, error = self._result, self._error
        self._result = self._error = None
        self.deleteLater()
        if self._cancelled:
            return
        if error is None:
            self.done.emit(result)
        elif isinstance(error, ExplainedError):
            self.failed.emit(str(error))
        else:
            self.crashed.emit(error)


def own_task(work: Callable[[Progress], Any], owner: QObject) -> Task:
    """A task that ends with its owner: Qt must not delete a thread that runs."""
    task = Task(work, owner)
    # No bound method: what is called when the owner goes must not need the owner.
    owner.destroyed.connect(partial(_end, task))
    return task


def _end(task: Task, _owner: object = None) -> None:
    if isValid(task) and task.isRunning():
        task.cancel()
        task.wait()
