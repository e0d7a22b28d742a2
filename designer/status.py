"""The status bar: what the network costs, which seed it has, and how far a training is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from designer.document import Document
from designer.session import TrainingSession


class StatusBar(QStatusBar):
    """One line, always true: parameters · bytes · multiply-adds · seed · epoch, a bar, and the time left."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self.setSizeGripEnabled(False)
        self.network = QLabel()
        self.network.setAccessibleName("Size of the network")
        self.epoch = QLabel()
        self.epoch.setAccessibleName("Epoch")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setAccessibleName("Progress of the training")
        self.left = QLabel()
        self.left.setMinimumWidth(90)
        self.left.setAccessibleName("Time left")
        self.addWidget(self.network)
        for widget in (self.epoch, self.bar, self.left):
            self.addPermanentWidget(widget)
        document.changed.connect(lambda *_: self._show_network())
        document.analysed.connect(lambda _: self._show_network())
        session.reported.connect(lambda _: self._show_progress())
        session.state_changed.connect(lambda _: self._show_progress())
        document.trained_changed.connect(self._show_progress)
        self._show_network()
        self._show_progress()

    def _show_network(self) -> None:
        analysis, design = self._document.analysis, self._document.design
        if not len(design.graph):
            self.network.setText("")
            return
        self.network.setText(
            f"{_counted(analysis.parameters, 'parameter')} · {bytes_text(analysis.bytes)} · "
            f"{_counted(analysis.multiply_adds, 'multiply-add')} per row · seed {design.training.seed}"
        )

    def _show_progress(self) -> None:
        session = self._session
        done = len(session.history)
        active = session.state in ("running", "paused")
        self.bar.setVisible(active)
        self.left.setVisible(active)
        self.epoch.setVisible(active or done > 0)
        self.bar.setValue(round(1000 * session.share))
        self.epoch.setText(f"epoch {done:,}/{session.epochs:,}")
        left = session.seconds_left
        self.left.setText(
            "paused" if session.state == "paused" else "" if left is None else f"{time_text(left)} left"
        )


def bytes_text(size: int) -> str:
    """A number of bytes in the unit that suits it."""
    if size < 1_000:
        return f"{size} B"
    for unit, factor in (("kB", 1e3), ("MB", 1e6)):
        if size < 1_000 * factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size / 1e9:.3g} GB"


def time_text(seconds: float) -> str:
    """A length of time in the unit that suits it."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
