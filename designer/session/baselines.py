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


AT_ONCE = 200_000
"""Numbers that are scored while one waits: some metrics sort them. More are scored aside."""

Scores = dict[str, dict[str, float]]


class BaselinesWatch(QObject):
    """The baselines of the document's table as it is prepared now. `changed` tells when there are others, or scores."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._wanted = False
        self._for: Prepared | None = None
        self._found: tuple[Baseline, ...] = ()
        self._scores: dict[Part, Scores] = {}
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

    def scores(self, part: Part) -> Scores:
        """Scores on a part by metric id, for each baseline by its name; those of a large part may take a while."""
        prepared, found = self._document.prepared, self.found
        if prepared is None or not found:
            return {}
        if part not in self._scores:
            size = len(getattr(prepared.parts, part)) * prepared.target.shape[1]
            if size <= AT_ONCE:
                self._scores[part] = _scores(found, prepared, part)
            elif self._task is None:
                self._task = Task(lambda _progress: (part, _scores(found, prepared, part)), self)
                self._task.done.connect(self._on_scored)
                self._task.start()
        return self._scores.get(part, {})

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
        self._for, self._found, self._scores = prepared, (), {}
        self.changed.emit()
        if prepared is not None:
            self._task = Task(lambda progress: baselines(prepared, progress), self)
            self._task.done.connect(self._on_done)
            self._task.start()

    def _on_done(self, found: tuple[Baseline, ...]) -> None:
        self._task, self._found = None, found
        self.changed.emit()

    def _on_scored(self, scored: tuple[Part, Scores]) -> None:
        self._task = None
        self._scores[scored[0]] = scored[1]
        self.changed.emit()


def _scores(found: tuple[Baseline, ...], prepared: Prepared, part: Part) -> Scores:
    return {baseline.name: baseline.scores(prepared, part) for baseline in found}
