"""What training would need of the machine's memory: worked out aside, some time after the last edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from designer.background import Progress, Task, own_task, small_turns
from designer.document import Document
from engine.analysis import Analysis
from engine.machine import machine_memory
from engine.memory import Need, Shortage, shortage, training_need
from engine.training.settings import TrainingSettings

SETTLED_MS = 400
"""So long nothing may have been edited: a large network takes a second or more."""


class GivenUpError(Exception):
    """Nobody wants to know any more."""


@dataclass(frozen=True)
class Outlook:
    """What a run needs, what the machine has (0: it does not say), and why that is too little where it is."""

    need: Need
    memory: int
    shortage: Shortage | None = None


class MemoryWatch(QObject):
    """The outlook of a document; `changed` tells when it is another.

    It is None while it is not known: no edit waits for it.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._outlook: Outlook | None = None
        self._asked: tuple[Analysis, TrainingSettings, int, int] | None = None
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLED_MS)
        self._later.timeout.connect(self._look)
        for signal in (document.changed, document.analysed, document.data_changed):
            signal.connect(self._on_changed)
        self._on_changed()

    @property
    def outlook(self) -> Outlook | None:
        """What is known now."""
        return self._outlook

    def cancel(self) -> None:
        """Give up, and wait until that has ended."""
        self._later.stop()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            task.wait()

    def _on_changed(self, *_what: object) -> None:
        asked, now = self._asked, self._question()
        if asked is None or now[0] is not asked[0] or now[1:] != asked[1:]:
            self._later.start()

    def _question(self) -> tuple[Analysis, TrainingSettings, int, int]:
        design, prepared = self._document.design, self._document.prepared
        if prepared is None:
            return self._document.analysis, design.training, design.training.batch_size, 0
        parts = prepared.parts
        return self._document.analysis, design.training, len(parts.train), len(parts.validation)

    def _look(self) -> None:
        question = self._asked = self._question()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        analysis, _, rows, _ = question
        if not analysis.sound or not rows:
            self._take(None)
            return
        self._task = own_task(lambda progress: outlook(*question, progress), self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(lambda _sentence: self._on_done(None))
        self._task.crashed.connect(self._on_crashed)
        self._task.start()

    def _on_done(self, outlook: Outlook | None) -> None:
        self._task = None
        self._take(outlook)

    def _on_crashed(self, error: BaseException) -> None:
        """Raised where the program reports its bugs: on the window's thread."""
        self._on_done(None)
        raise error

    def _take(self, outlook: Outlook | None) -> None:
        if outlook != self._outlook:
            self._outlook = outlook
            self.changed.emit()


def outlook(
    analysis: Analysis, settings: TrainingSettings, rows: int, validation_rows: int, progress: Progress
) -> Outlook:
    """What a sound network needs to learn from so many rows, and what that means on this machine."""
    between, memory = unless_given_up(progress, "Foretelling memory"), machine_memory()
    with small_turns():
        need = training_need(analysis, settings, rows, validation_rows, between=between)
        short = None
        if memory and need.total > memory:
            short = shortage(analysis, settings, rows, validation_rows, memory, between)
    return Outlook(need, memory, short)


def memory_text(outlook: Outlook) -> str:
    """What training needs beside what there is, or why that is too little."""
    if outlook.shortage is not None:
        return outlook.shortage.sentence
    there = f" of {bytes_text(outlook.memory)} memory" if outlook.memory else " memory"
    return f"Training needs {bytes_text(outlook.need.total)}{there}"


def bytes_text(size: int) -> str:
    """A number of bytes in the unit that suits it."""
    if size < 1_000:
        return f"{size} B"
    for unit, factor in (("kB", 1e3), ("MB", 1e6)):
        if size < 999.5 * factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size / 1e9:.3g} GB"


def unless_given_up(progress: Progress, doing: str) -> Callable[[], None]:
    """What a task calls between its parts: raises GivenUpError once nobody waits for it."""

    def between() -> None:
        if not progress(0.0, doing):
            raise GivenUpError

    return between
