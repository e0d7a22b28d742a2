"""The Runs panel: every run of this sitting, and the way back to its weights."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.panels.score_table import text
from designer.session import TrainingSession
from designer.session.runs import Run
from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState
from engine.metrics import METRICS

COLUMNS = ("Run", "Seed", "Epochs", "Best loss", "Validation score", "Test score", "Ending")
NOTHING = "The runs of this sitting are listed here, each with its seed, its scores, and the way back to its weights."


class RunsPanel(QWidget):
    """A row for each run; the one whose weights are the document's is bold."""

    said = Signal(str)

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.table.setAccessibleName("Runs")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.back = QPushButton("Take back these weights")
        self.network = QPushButton("Bring back its network")
        self.back.clicked.connect(self.take_back)
        self.network.clicked.connect(self.bring_back_network)
        self.empty = EmptyState(appearance, "history", NOTHING)
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.cellActivated.connect(lambda _row, _column: self.take_back())
        session.runs_changed.connect(self._fill)
        session.state_changed.connect(lambda _: self._allow())
        session.document.trained_changed.connect(self._fill)
        session.document.changed.connect(lambda *_: self._allow())
        self._fill()

    @property
    def chosen(self) -> Run | None:
        """The run whose row is selected."""
        rows = self.table.selectionModel().selectedRows()
        if not rows:
            return None
        item = self.table.item(rows[0].row(), 0)
        return None if item is None else self._session.runs[int(item.text())]

    def take_back(self) -> None:
        """Make the weights of the chosen run the document's."""
        if (run := self.chosen) is not None:
            self._session.take_back(run.number)

    def bring_back_network(self) -> None:
        """Put the chosen run's network, data recipe and settings on the canvas; one step that can be undone."""
        run = self.chosen
        if run is not None and run.trained is not None:
            self._session.document.edit(f"Bring back the network of run {run.number}", run.trained.design)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.network)
        row.addStretch(1)
        column.addLayout(row)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    def _fill(self) -> None:
        chosen = self.chosen.number if self.table.rowCount() == len(self._session.runs) and self.chosen else 0
        runs = list(self._session.runs)
        self._pages.setCurrentIndex(1 if runs else 0)
        self.table.setRowCount(len(runs))
        for place, run in enumerate(runs):
            current = run.trained is not None and run.trained is self._session.document.trained
            for column, words in enumerate(_cells(run)):
                item = QTableWidgetItem(words)
                if column < 4:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                font = item.font()
                font.setBold(current)
                item.setFont(font)
                item.setToolTip(run.sentence if column == len(COLUMNS) - 1 else "")
                self.table.setItem(place, column, item)
        if runs:
            self.table.selectRow(
                next((n for n, run in enumerate(runs) if run.number == chosen), len(runs) - 1)
            )
        self._allow()

    def _allow(self) -> None:
        run = self.chosen
        held = run is not None and run.trained is not None
        document = self._session.document
        current = held and run is not None and run.trained is document.trained
        self.back.setEnabled(held and not current and not self._session.active)
        same = held and run is not None and run.trained is not None and run.trained.design == document.design
        self.network.setEnabled(held and not same)
        self.back.setToolTip(
            "These weights are in use." if current else "Predict and evaluate with this run's weights"
        )
        self.network.setToolTip(
            "The canvas shows this network." if same else "The network as it was in this run"
        )


def _cells(run: Run) -> tuple[str, ...]:
    metric = METRICS.get(run.metric.rpartition("/")[2])
    label = "" if metric is None else metric.label()
    test = run.test_scores.get(run.metric, math.nan)
    return (
        str(run.number),
        str(run.seed),
        f"{run.epochs:,}",
        "–" if math.isnan(run.best_loss) else f"{run.best_loss:.4g}",
        f"{text(run.metric, run.score)}  {label}",
        "sealed" if math.isnan(test) else f"{text(run.metric, test)}  {label}",
        run.sentence,
    )
