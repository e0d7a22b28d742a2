"""Python's garbage, collected on the window's own thread.

Python collects cycles on whichever thread happens to allocate when a threshold is passed. On a training thread that
would delete widgets there, which Qt forbids, and would hold up a step. So automatic collection is off while the
window lives, and a timer of the window's thread does it instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000
OLDEST_EVERY = 60
"""The oldest generation is looked through once in so many rounds."""


class Collector(QObject):
    """Collects while it lives; `stop` gives the task back to Python.

    What exists when it starts (modules, kinds, the first widgets) is set aside: looking through it again and again
    would cost some tens of milliseconds each time and find nothing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = 0
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(INTERVAL_MS)

    def collect(self) -> None:
        """One round, on the thread that calls."""
        self._rounds += 1
        gc.collect(2 if self._rounds % OLDEST_EVERY == 0 else 1)

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
