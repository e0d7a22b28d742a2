"""The weights that views show: those of the run under way, else of what was learned, else the first ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from designer.background import Task, own_task
from designer.document import Document
from designer.reports import Snapshot
from designer.session.memory import unless_given_up
from designer.worker import Worker
from engine.design import Design
from engine.files.pretrained import begin

Fetch = Callable[[Callable[[], object]], Snapshot]
"""Gets weights; calls what it is given between its parts, and gives up when that raises."""

PER_SECOND = 15.0
AT_ONCE = 1_000_000
"""Weights up to this many are fetched while the user waits (some milliseconds), more of them aside."""


class WeightsWatch(QObject):
    """Hands `moved(Snapshot | None)` to whoever watches; while nobody does, no weight is copied."""

    moved = Signal(object)
    crashed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._watchers: set[int] = set()
        self._worker: Worker | None = None
        self._snapshot: Snapshot | None = None
        self._task: Task | None = None
        document.changed.connect(self._on_changed)

    def add(self, watcher: QObject) -> None:
        """This one watches from now on."""
        self._watchers.add(id(watcher))
        self._tell_worker()

    def remove(self, watcher: QObject) -> None:
        """This one watches no longer."""
        self._watchers.discard(id(watcher))
        self._tell_worker()

    def follow(self, worker: Worker | None) -> None:
        """A run begins, or there is none any more."""
        self._worker = worker
        self._forget()
        self._tell_worker()

    def take(self, snapshot: Snapshot) -> None:
        """The run under way has told its weights."""
        self._snapshot = snapshot
        self.moved.emit(snapshot)

    def renew(self) -> None:
        """What was learned, or the network, is another."""
        if self._worker is None:
            self._forget()
            if self._watchers:
                self.moved.emit(self.snapshot)

    @property
    def snapshot(self) -> Snapshot | None:
        """The weights that are to be seen; None where there are none, or while they are being fetched."""
        if self._snapshot is None and self._worker is None and self._task is None:
            fetch, size = self._still()
            if size > AT_ONCE:
                self._fetch_aside(fetch)
            elif fetch is not None:
                self._snapshot = fetch(lambda: None)
        return self._snapshot

    def cancel(self) -> None:
        """Give up fetching, and wait until that has ended."""
        task = self._task
        self._forget()
        if task is not None:
            task.wait()

    def _still(self) -> tuple[Fetch | None, int]:
        """How to get the weights while nothing is trained, and how many there are."""
        trained, analysis = self._document.trained, self._document.analysis
        training = self._document.design.training
        if trained is not None:
            return lambda _between: Snapshot.of(trained.network(), trained.epoch), trained.parameters.size
        if analysis.sound:
            # A file is read where nobody waits for it.
            size = AT_ONCE + 1 if training.pretrained else analysis.parameters
            return lambda between: Snapshot.of(begin(analysis, training, between)[0], 0), size
        return None, 0

    def _fetch_aside(self, fetch: Fetch | None) -> None:
        if fetch is not None:
            self._task = own_task(lambda progress: fetch(unless_given_up(progress, "Drawing weights")), self)
            self._task.done.connect(self._on_fetched)
            self._task.failed.connect(lambda _sentence: self._forget())
            self._task.crashed.connect(self._on_crashed)
            self._task.start()

    def _on_changed(self, before: Design, after: Design) -> None:
        """The first weights come from elsewhere now."""
        if before.training.pretrained != after.training.pretrained and self._document.trained is None:
            self.renew()

    def _on_crashed(self, error: object) -> None:
        self._forget()
        self.crashed.emit(error)

    def _on_fetched(self, snapshot: Snapshot) -> None:
        self._task = None
        self.take(snapshot)

    def _forget(self) -> None:
        self._snapshot = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _tell_worker(self) -> None:
        if self._worker is not None:
            self._worker.watch(PER_SECOND if self._watchers else 0.0)
