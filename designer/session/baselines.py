"""What the network has to beat, worked out aside as soon as somebody wants to show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from designer.background import Task
from designer.document import Document

if TYPE_CHECKING:
    from engine.baselines import Baseline
    from engine.data.prepare import Prepared
    from engine.inference import Part


class BaselinesWatch(QObject):
    """The baselines of the document's table as it is prepared now. `changed` tells when there are others."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._wanted = False
        self._for: Prepared | None = None
        self._found: tuple[Baseline, ...] = ()
        self._task: Task | None = None
        document.analysed.connect(self._renew)

    def want(self) -> None:
        """Somebody shows them: work them out now, and whenever the data changes."""
        self._wanted = True
        self._renew()

    @property
    def found(self) -> tuple[Baseline, ...]:
        """The baselines; none before they have been worked out."""
        return self._found if self._for is self._document.prepared else ()

    def scores(self, part: Part) -> dict[str, dict[str, float]]:
        """Scores on a part by metric id, for each baseline by its name."""
        prepared = self._document.prepared
        if prepared is None:
            return {}
        return {baseline.name: baseline.scores(prepared, part) for baseline in self.found}

    def cancel(self) -> None:
        """Give up, and wait until that has ended."""
        if self._task is not None:
            self._task.cancel()
            self._task.wait()
            self._task = None
        self._wanted = False

    def _renew(self, _analysis: object = None) -> None:
        prepared = self._document.prepared
        if not self._wanted or prepared is self._for:
            return
        from engine.baselines import baselines

        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._for, self._found = prepared, ()
        self.changed.emit()
        if prepared is not None:
            self._task = Task(lambda progress: baselines(prepared, progress), self)
            self._task.done.connect(self._on_done)
            self._task.start()

    def _on_done(self, found: tuple[Baseline, ...]) -> None:
        self._task, self._found = None, found
        self.changed.emit()
