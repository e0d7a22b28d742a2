"""The Runs panel: every run of this sitting, and the way back to its weights."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.panels.score_table import text
from designer.session import TrainingSession
from designer.session.runs import Run
from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState
from engine.metrics import METRICS

NOTHING = "The runs of this sitting are listed here, each with its seed, its scores, and the way back to its weights."
ENDINGS = {
    "epochs": "all epochs done",
    "early": "stopped early",
    "diverged": "diverged",
    "stopped": "stopped by hand",
}
Index = QModelIndex | QPersistentModelIndex


def _score(run: Run, value: float) -> str:
    metric = METRICS.get(run.metric.rpartition("/")[2])
    return "–" if metric is None else f"{metric.label()} {text(run.metric, value)}"


def _tested(run: Run) -> str:
    return _score(run, run.test_scores.get(run.metric, math.nan)) if run.test_scores else "sealed"


COLUMNS: tuple[tuple[str, Callable[[Run], str]], ...] = (
    ("Run", lambda run: str(run.number)),
    ("Seed", lambda run: str(run.seed)),
    ("Epochs", lambda run: f"{run.epochs:,}"),
    ("Best loss", lambda run: "–" if math.isnan(run.best_loss) else f"{run.best_loss:.4g}"),
    ("Validation", lambda run: _score(run, run.score)),
    ("Test", _tested),
    ("Ended", lambda run: ENDINGS.get(run.reason, run.reason)),
)
"""What stands in each column."""
NUMBERS = 4
"""So many columns hold numbers and stand to the right."""


class RunsModel(QAbstractTableModel):
    """The runs, the latest first; the one whose weights are the document's is bold."""

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.runs: list[Run] = []
        self.renew()

    def renew(self) -> None:
        """Read the runs anew."""
        self.beginResetModel()
        self.runs = list(self._session.runs)[::-1]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many runs there are."""
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How much is told of each."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The titles, each over its column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section][0]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell."""
        run = self.runs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()][1](run)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return run.sentence
        if role == Qt.ItemDataRole.FontRole and run.trained is not None:
            font = QFont()
            font.setBold(run.trained is self._session.document.trained)
            return font
        return None


class RunsPanel(QWidget):
    """The list, a sentence on the run that is chosen, and what can be done with it."""

    said = Signal(str)

    def __init__(
        self, session: TrainingSession, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.model = RunsModel(session, self)
        self.table = _table(self.model)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("role", "muted")
        self.back = QPushButton("Take back these weights")
        self.network = QPushButton("Bring back its network")
        self.back.clicked.connect(self.take_back)
        self.network.clicked.connect(self.bring_back_network)
        self.empty = EmptyState(appearance, "history", NOTHING)
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.table.activated.connect(lambda _: self.take_back())
        session.runs_changed.connect(self._renew)
        session.document.trained_changed.connect(self._renew)
        session.document.changed.connect(lambda *_: self._show_chosen())
        session.state_changed.connect(lambda _: self._show_chosen())
        self._renew()

    @property
    def chosen(self) -> Run | None:
        """The run whose row is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.runs[rows[0].row()] if rows else None

    def take_back(self) -> None:
        """Make the weights of the chosen run the document's."""
        if (run := self.chosen) is not None and self.back.isEnabled():
            self._session.take_back(run.number)

    def bring_back_network(self) -> None:
        """Put the chosen run's network, data recipe and settings on the canvas; one step that can be undone."""
        run = self.chosen
        if run is not None and run.trained is not None:
            self._session.document.edit(f"Bring back the network of run {run.number}", run.trained.design)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the list up to date."""
        super().showEvent(event)
        self._renew()

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
        row.addSpacing(8)
        row.addWidget(self.sentence, 1)
        column.addLayout(row)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    def _renew(self) -> None:
        kept = None if self.chosen is None else self.chosen.number
        latest = self.model.runs[0].number if self.model.runs else 0
        self.model.renew()
        runs = self.model.runs
        self._pages.setCurrentIndex(1 if runs else 0)
        if runs:
            # A run that has just ended is what one wants to read about; else the choice stays.
            wanted = runs[0].number if runs[0].number != latest or kept is None else kept
            self.table.selectRow(next(place for place, run in enumerate(runs) if run.number == wanted))
        self._show_chosen()

    def _show_chosen(self) -> None:
        run, document = self.chosen, self._session.document
        trained = None if run is None else run.trained
        current = trained is not None and trained is document.trained
        same = trained is not None and trained.design == document.design
        self.sentence.setText("" if run is None else run.sentence)
        _allow(
            self.back,
            _why_not_back(self._session, run, current),
            "Predict and evaluate with this run's weights",
        )
        missing = "" if trained is not None else "Its network was let go to save memory."
        _allow(
            self.network,
            "The canvas shows this network." if same else missing,
            "The network as it was in this run",
        )


def _why_not_back(session: TrainingSession, run: Run | None, current: bool) -> str:
    if run is None or run.trained is None:
        return "Its weights were let go to save memory."
    if session.active:
        return "A network is being trained. Stop it first."
    return "These weights are in use." if current else ""


def _allow(button: QPushButton, missing: str, does: str) -> None:
    button.setEnabled(not missing)
    button.setToolTip(missing or does)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column < NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _table(model: RunsModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName("Runs")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    return table
