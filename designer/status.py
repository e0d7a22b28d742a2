"""The status bar: what the network costs, which seed it has, what is being read, and how far a training is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStatusBar, QWidget

from designer.document import Document
from designer.session import TrainingSession
from designer.session.memory import MemoryWatch, Outlook, bytes_text, memory_text
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.readout import Readout
from designer.widgets.scale import plain
from designer.widgets.share_bar import ShareBar

BAR_WIDTH = 160


class StatusBar(QStatusBar):
    """One line, always true: parameters · bytes · multiply-adds · seed · memory · rate · epoch, a bar, the time left.

    Where it is narrow the size of the network gives way first. `memory` says what training needs, and in the colour of
    warnings why it will not fit. `work` shows what goes on besides a training.
    """

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self.setSizeGripEnabled(False)
        self.network = ElidedLabel()
        self.network.setAccessibleName("Size of the network")
        self.memory = ElidedLabel()
        self.memory.setAccessibleName("Memory that training needs")
        self._watch = MemoryWatch(document, self)
        self._watch.changed.connect(self._show_memory)
        self.work = Work()
        self.epoch = Readout("epoch 10,000/10,000")
        self.epoch.setAccessibleName("Epoch")
        self.rate = Readout("rate 0.0000123")
        self.rate.setAccessibleName("Present learning rate")
        self.bar = _bar("Progress of the training")
        self.left = Readout("100 min left")
        self.left.setAccessibleName("Time left")
        self.addWidget(self.network)
        self.addWidget(self.memory, 1)
        for widget in (self.work, self.rate, self.epoch, self.bar, self.left):
            self.addPermanentWidget(widget)
        document.changed.connect(lambda *_: self._show_network())
        document.analysed.connect(lambda _: self._show_network())
        session.reported.connect(lambda _: self._show_progress())
        session.state_changed.connect(lambda _: self._show_progress())
        document.trained_changed.connect(self._show_progress)
        self._show_network()
        self._show_memory()
        self._show_progress()

    def shut_down(self) -> None:
        """Work nothing out any more."""
        self._watch.cancel()

    def _show_network(self) -> None:
        analysis, design = self._document.analysis, self._document.design
        if not len(design.graph):
            self.network.setText("")
            return
        self.network.setText(
            f"{_counted(analysis.parameters, 'parameter')} · {bytes_text(analysis.bytes)} · "
            f"{_counted(analysis.multiply_adds, 'multiply-add')} per row · seed {design.training.seed}"
        )

    def _show_memory(self) -> None:
        outlook = self._watch.outlook
        short = outlook is not None and outlook.shortage is not None
        text = "" if outlook is None else memory_text(outlook)
        self.memory.setText(text)
        self.memory.set_hint("" if outlook is None else self._parts_of(outlook))
        self.memory.setVisible(bool(text))
        role = "warning" if short else "muted"
        if self.memory.property("role") != role:
            self.memory.setProperty("role", role)
            self.memory.style().unpolish(self.memory)
            self.memory.style().polish(self.memory)

    def _parts_of(self, outlook: Outlook) -> str:
        """What the memory is for, a line each."""
        need, graph = outlook.need, self._document.design.graph
        most = f", most for {graph[need.largest].title}" if need.largest in graph else ""
        return "\n".join(
            (
                f"Weights: {bytes_text(need.weights)}",
                f"Gradient and optimizer: {bytes_text(need.learning)}",
                f"Best weights, and copies to go on from: {bytes_text(need.copies)}",
                f"Values and slopes of a batch: {bytes_text(need.steps)}{most}",
            )
        )

    def _show_progress(self) -> None:
        session = self._session
        done = len(session.history)
        active = session.state in ("running", "paused")
        self.bar.setVisible(active)
        self.left.setVisible(active)
        rate = session.progress.rate
        self.rate.setVisible(active and rate is not None)
        self.rate.setText("" if rate is None else f"rate {plain(float(f'{rate:.3g}'))}")
        self.epoch.setVisible(active or done > 0)
        self.bar.set_share(session.share)
        self.epoch.setText(f"epoch {done:,}/{session.epochs:,}")
        left = session.seconds_left
        self.left.setText(
            "paused" if session.state == "paused" else "" if left is None else f"{time_text(left)} left"
        )


class Work(QWidget):
    """Something that goes on aside: what, how far, and Cancel where it can be called off. Hidden while nothing does."""

    def __init__(self) -> None:
        super().__init__()
        self._cancel: Callable[[], object] | None = None
        self.doing = QLabel()
        self.doing.setAccessibleName("What is being done")
        self.bar = _bar("How far it is")
        self.cancel = QPushButton("Cancel")
        self.cancel.setProperty("kind", "quiet")
        self.cancel.setAccessibleName("Cancel what is being done")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.doing, self.bar, self.cancel):
            row.addWidget(part)
        self.hide()

    def show_progress(self, share: float, doing: str, cancel: Callable[[], object] | None = None) -> None:
        """So much is done, 0 to 1; `cancel` is called when the person has enough of it."""
        self._cancel = cancel
        self.doing.setText(f"{doing}…")
        self.bar.set_share(share)
        self.cancel.setVisible(cancel is not None)
        self.show()

    def _on_cancel_clicked(self) -> None:
        if self._cancel is not None:
            self._cancel()


def time_text(seconds: float) -> str:
    """A length of time in the unit that suits it."""
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    if seconds < 3570:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _bar(name: str) -> ShareBar:
    bar = ShareBar(name)
    bar.setFixedWidth(BAR_WIDTH)
    return bar


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
