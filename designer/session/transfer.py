"""What of the weights of a file will fit: read aside when a file is chosen, and compared anew when layers change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from designer.background import Task, own_task
from designer.document import Document
from engine.analysis import Analysis
from engine.files.pretrained import load_trained
from engine.transfer import Transfer, compare

SETTLED_MS = 150
"""So long nothing may have been edited before layers are compared anew."""


class TransferWatch(QObject):
    """The report on `training.pretrained` of a document; `changed` tells when there is another.

    While a file is read there is neither a report nor a failure.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._path = ""
        self._source: Analysis | None = None
        self._report: Transfer | None = None
        self._failure = ""
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLED_MS)
        self._later.timeout.connect(self._compare)
        document.changed.connect(lambda *_: self._follow())
        document.analysed.connect(lambda _: self._later.start() if self._source is not None else None)
        self._follow()

    @property
    def path(self) -> str:
        """The file that the weights are to be taken from; empty where they are random."""
        return self._path

    @property
    def report(self) -> Transfer | None:
        """What fits; None while that is not known."""
        return self._report

    @property
    def failure(self) -> str:
        """Why nothing can be taken from the file; empty where something can, or while that is not known."""
        return self._failure

    def _follow(self) -> None:
        """Read the file that is chosen now, unless it is the one that was."""
        path = self._document.design.training.pretrained
        if path == self._path:
            return
        self._path, self._source, self._report, self._failure = path, None, None, ""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if path:
            self._task = own_task(lambda _progress: load_trained(Path(path)).analysis(), self)
            self._task.done.connect(self._on_read)
            self._task.failed.connect(self._on_failed)
            self._task.crashed.connect(self._on_crashed)
            self._task.start()
        self.changed.emit()

    def _compare(self) -> None:
        if self._source is None:
            return
        report = compare(self._document.analysis, self._source)
        if report != self._report:
            self._report = report
            self.changed.emit()

    def _on_read(self, source: Analysis) -> None:
        self._task, self._source = None, source
        self._compare()

    def _on_failed(self, sentence: str) -> None:
        self._task, self._failure = None, sentence
        self.changed.emit()

    def _on_crashed(self, error: BaseException) -> None:
        """Raised where the program reports its bugs: on the window's thread."""
        self._on_failed("The file could not be read, because of a mistake in Neuroloom.")
        raise error
