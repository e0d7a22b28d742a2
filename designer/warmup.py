"""What is needed soon, read from the disk while nobody waits: the libraries behind tables and plots.

The start does not pay for them, and neither does the first table or the first plot. Reading them takes some tenths of
a second on a thread of its own; whoever needs them earlier waits only for the rest.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from designer.background import Progress, Task

DELAY_MS = 400
"""After the first picture, so that it is not held up."""


class WarmUp(QObject):
    """Begins a moment after it is made; `wait` returns when nothing is being read any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.begin)
        self._timer.start(DELAY_MS)

    def begin(self) -> None:
        """Read now."""
        if self._task is None:
            self._task = Task(read_libraries)
            self._task.start()

    def wait(self) -> None:
        """Do not begin any more, and return when what was begun has ended."""
        self._timer.stop()
        if self._task is not None and isValid(self._task):  # A task deletes itself when it has ended.
            self._task.wait()


def read_libraries(_progress: Progress) -> None:
    """Import what the first panels, a table, a run and its curves need."""
    import designer.charts.loss
    import designer.panels.data.panel
    import designer.panels.inspector
    import designer.panels.palette  # noqa: F401
    import engine.data.prepare
    import engine.data.table
    import engine.training.loop  # noqa: F401
