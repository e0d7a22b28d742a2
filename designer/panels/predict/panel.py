"""The Predict panel itself: one row, or a table, once there is a trained network."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from designer.document import Document
from designer.panels.predict.row_page import RowPage
from designer.panels.predict.table_page import TablePage
from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState
from engine.graph import Graph
from engine.inference import Predictor

BEFORE = "From the network as it was trained: it has been changed since."


class PredictPanel(QWidget):
    """Asks `document.trained`, whatever the canvas shows by now. `said` is a sentence for the person.

    A network is built only while the panel is to be seen.
    """

    said = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._asked: object = None
        sentence = "There is nothing to predict with yet. Train a network, then ask it here."
        self.empty = EmptyState(appearance, "sparkles", sentence)
        self.row_page = RowPage(document, appearance)
        self.table_page = TablePage(appearance)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.row_page, "One row")
        self.tabs.addTab(self.table_page, "A table")
        self.before = QLabel(BEFORE)
        self.before.setProperty("role", "muted")
        self.before.setContentsMargins(0, 0, 12, 9)
        self.tabs.setCornerWidget(self.before)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tabs)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setAutoFillBackground(True)
        self.table_page.said.connect(self.said)
        document.trained_changed.connect(self._refresh)
        document.analysed.connect(self._on_analysed)
        document.data_changed.connect(self.row_page.refresh_table)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was trained meanwhile."""
        super().showEvent(event)
        self._refresh()

    def _on_analysed(self, _analysis: object) -> None:
        self.row_page.refresh_table()
        self._tell_before()

    def _tell_before(self) -> None:
        """Say it where the network on the canvas is another one than what predicts."""
        trained = self._document.trained
        drawn = trained is None or computes_as(self._document.design.graph, trained.design.graph)
        self.before.setText("" if drawn else BEFORE)

    def _refresh(self) -> None:
        trained = self._document.trained
        self._tell_before()
        self._stack.setCurrentIndex(0 if trained is None else 1)
        weights = None if trained is None else trained.parameters
        if not self.isVisible() or weights is self._asked:
            return
        self._asked = weights
        predictor = None if trained is None else Predictor(trained)
        self.row_page.show_predictor(predictor)
        self.table_page.show_predictor(predictor)


def computes_as(graph: Graph, other: Graph) -> bool:
    """Whether two networks have the same layers and wires, whatever their boxes are called."""
    layers, others = ({node.id: node.layer for node in each.nodes} for each in (graph, other))
    return layers == others and set(graph.edges) == set(other.edges)
