"""What a picture of the document's table shows, counted aside where the table is large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.background import Task, own_task
from designer.document import Document
from designer.panels.data.profiling import CELLS_AT_ONCE
from engine.data.pictures.view import View


class Picturing(QObject):
    """Counts one picture at a time. `counted(found)` carries what it shows; a newer wish drops the older."""

    counted = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self._task is not None

    def view(self) -> View | None:
        """What may be seen now; None without a table, and while its rows are being divided."""
        document = self._document
        recipe, table, prepared = document.design.recipe, document.table, document.prepared
        if recipe is None or table is None or document.preparing:
            return None
        return View.of(table, recipe, None if prepared is None else prepared.parts)

    def count(self, view: View, work: Callable[[View], Any]) -> None:
        """Count, at once if the table is small."""
        self.drop()
        table = view.table
        if table.rows * len(table.names) < CELLS_AT_ONCE:
            self.counted.emit(work(view))
            return
        self._task = own_task(lambda _progress: work(view), self)
        self._task.done.connect(self._on_done)
        self._task.crashed.connect(self._on_crashed)
        self._task.start()

    def drop(self) -> None:
        """Count no longer."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_done(self, found: Any) -> None:
        self._task = None
        self.counted.emit(found)

    def _on_crashed(self, error: BaseException) -> None:
        """Raise the bug where the program reports bugs: on the window's thread."""
        self._task = None
        raise error
