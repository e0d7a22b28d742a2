"""What the doctor finds in the document's data, looked for aside whenever the data or its recipe has changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from designer.background import Task, own_task
from designer.document import Document
from designer.panels.data.profiling import Profiling
from engine.design import Design
from engine.doctor.data import examine
from engine.doctor.data.base import Case, Finding

WAIT_MS = 250
"""How long nothing must have changed before the doctor looks."""


class Examining(QObject):
    """Keeps `findings` up to date; `found` tells that they are new."""

    found = Signal()

    def __init__(self, document: Document, profiling: Profiling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._profiling = document, profiling
        self.findings: tuple[Finding, ...] = ()
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        document.changed.connect(self._on_changed)
        document.data_changed.connect(self.look_soon)
        profiling.profiled.connect(self.look_soon)
        # A panel is made when it is first seen: the table may have been open for long.
        self.look_soon()

    @property
    def busy(self) -> bool:
        """Whether the doctor looks, or is about to."""
        return self._task is not None or self._timer.isActive()

    def look_soon(self, *_what: object) -> None:
        """Look once nothing changes any more."""
        self._timer.start()

    def _on_changed(self, before: Design, after: Design) -> None:
        """Look again where the recipe or the training is another; what is drawn does not concern the data."""
        if before.recipe is not after.recipe or before.training != after.training:
            self.look_soon()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        case = self._case()
        if case is None:
            self._take(())
            return
        self._task = own_task(lambda progress: examine(case, progress), self)
        self._task.done.connect(self._on_done)
        self._task.crashed.connect(self._on_crashed)
        self._task.start()

    def _case(self) -> Case | None:
        design, table, prepared = self._document.design, self._document.table, self._document.prepared
        recipe = design.recipe
        if recipe is None or table is None:
            return None
        known = {
            column.name: profile
            for column in recipe.columns
            if column.name in table.names
            and (profile := self._profiling.of(column.name, column.kind)) is not None
        }
        return Case(table, design, recipe, known, prepared)

    def _on_done(self, found: tuple[Finding, ...]) -> None:
        self._task = None
        self._take(found)

    def _on_crashed(self, error: BaseException) -> None:
        """Raise the bug where the program reports bugs: on the window's thread."""
        self._task = None
        raise error

    def _take(self, found: tuple[Finding, ...]) -> None:
        self.findings = found
        self.found.emit()
