"""Start-up of the window: the one QApplication, its looks, the first picture, and what happens to bugs."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from designer.collection import Collector
from designer.settings import Preferences
from designer.theme import Appearance
from designer.warmup import WarmUp
from designer.window import MainWindow


def application(argv: list[str]) -> QApplication:
    """The one QApplication, named as the program is."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(argv)
    app.setApplicationName("neuroloom")
    app.setApplicationDisplayName("Neuroloom")
    app.setDesktopFileName("neuroloom")
    return app


def run(path: Path | None = None, startup_time: bool = False) -> int:
    """Open the window, with a file where one is given, and stay until it is closed. Returns the exit code.

    With `startup_time` paint it once, print the seconds since the process began, and return.
    """
    app = application(sys.argv[:1])
    preferences = Preferences()
    appearance = Appearance(app, preferences.theme)
    window = MainWindow(appearance, preferences)
    before, sys.excepthook = sys.excepthook, BugReport(window)
    window.show()
    if startup_time:
        app.processEvents()
        window.repaint()
        sys.stdout.write(f"{seconds_since_start():.3f}\n")
        window.close()
        sys.excepthook = before
        return 0
    if path is not None:
        QTimer.singleShot(0, window, lambda: window.filing.open(path))
    collector, warm_up = Collector(window), WarmUp(window)
    try:
        return app.exec()
    finally:
        warm_up.wait()
        collector.stop()
        sys.excepthook = before


def seconds_since_start() -> float:
    """Seconds since this process was made by the system; since Python began where the system does not say."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return up - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return time.process_time()


class BugReport(QObject):
    """What becomes of an exception that nobody expected: the work is saved beside its file, then the person is told.

    An instance is a `sys.excepthook`. One message stands at a time; what happens while it is open is added to it.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.box: QMessageBox | None = None

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None = None
    ) -> None:
        """Save, then tell. Ctrl+C in the terminal is no bug: it closes the window."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        if self.box is not None:
            self.box.setDetailedText(f"{self.box.detailedText()}\n{text}")
            return
        self._tell(text, self._window.filing.keep_safe())

    def _tell(self, text: str, kept: Path | None) -> None:
        box = self.box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setText("Something went wrong inside Neuroloom.")
        where = f"Your work was kept in {kept}." if kept else "Your network is unchanged; save it now."
        box.setInformativeText(f"{where} You can go on, but it is safer to start the program anew.")
        box.setDetailedText(text)
        box.finished.connect(self._on_finished)
        box.open()

    def _on_finished(self, _result: int) -> None:
        self.box = None
