"""The network as a table, as Keras prints it: what the canvas shows, for those who would rather read."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from designer.document import Document
from designer.panels.figures import count_text, shape_text, size_text
from designer.panels.tiles import tile_icon
from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState
from engine.analysis import Analysis

Index = QModelIndex | QPersistentModelIndex
TITLES = ("Layer", "Kind", "Output shape", "Parameters", "Multiply-adds")
SHAPE, PARAMETERS, MULTIPLY_ADDS = 2, 3, 4
SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class SummaryModel(QAbstractTableModel):
    """One row per node, sources before their readers."""

    def __init__(self, analysis: Analysis, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis, self._appearance = analysis, appearance
        appearance.changed.connect(lambda _theme: self._repaint())

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of the nodes, row by row."""
        return self._analysis.graph.order

    def show_analysis(self, analysis: Analysis) -> None:
        """Show other facts; where the nodes stay, the rows stay, and with them what is selected."""
        if analysis.graph.order == self.order:
            self._analysis = analysis
            self._repaint()
            return
        self.beginResetModel()
        self._analysis = analysis
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many nodes there are."""
        return 0 if parent is not None and parent.isValid() else len(self.order)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(_alignment(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment, tile, problem and colour of one cell."""
        node = self._analysis.graph[self.order[index.row()]]
        fact = self._analysis.facts[node.id]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                node.title,
                node.layer.label(),
                shape_text(fact.shape),
                count_text(fact.parameters),
                count_text(fact.multiply_adds),
            )[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(column))
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return tile_icon(type(node.layer), self._appearance.theme)
        if fact.problem is not None:
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"<p>{fact.problem.sentence}</p>"
            if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == 0:
                return fact.problem.sentence
            if role == Qt.ItemDataRole.ForegroundRole and column == SHAPE:
                return QColor(self._appearance.theme.danger)
        return None

    def _repaint(self) -> None:
        if self.order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.order) - 1, len(TITLES) - 1))


class SummaryPanel(QWidget):
    """The table with its totals. What is selected here is selected in the document, and the other way round.

    `shown(node_id)` (double-click, Enter) asks the window to bring a node into view.
    """

    shown = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._following = False
        self.model = SummaryModel(document.analysis, appearance, self)
        self.table = _table(self.model)
        self.totals = QLabel(self)
        self.totals.setProperty("role", "muted")
        self.totals.setWordWrap(True)
        self.totals.setContentsMargins(10, 6, 10, 8)
        self.empty = EmptyState(appearance, "table", "The canvas is empty. Drag an Input from the palette.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.table, self.totals, self.empty):
            layout.addWidget(part)
        document.analysed.connect(self._on_analysed)
        document.selection_changed.connect(self._on_selection_changed)
        self.table.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self.table.activated.connect(lambda index: self.shown.emit(self.model.order[index.row()]))
        self._on_analysed(document.analysis)

    def _on_analysed(self, analysis: Analysis) -> None:
        self._following = True
        self.model.show_analysis(analysis)
        self._following = False
        some = bool(analysis.graph.nodes)
        self.empty.setVisible(not some)
        self.table.setVisible(some)
        self.totals.setVisible(some)
        trainable = sum(fact.trainable for fact in analysis.facts.values())
        parameters = count_text(analysis.parameters, "parameter")
        if trainable != analysis.parameters:
            parameters += f" ({count_text(trainable)} of them trained)"
        self.totals.setText(
            f"{parameters} · {size_text(analysis.bytes)} · "
            f"{count_text(analysis.multiply_adds, 'multiply-add')} per row"
        )
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        rows = {row for row, node_id in enumerate(self.model.order) if node_id in self._document.selection}
        selected = self.table.selectionModel()
        if rows == {index.row() for index in selected.selectedRows()}:
            return
        self._following = True
        chosen = QItemSelection()
        for row in sorted(rows):
            chosen.select(self.model.index(row, 0), self.model.index(row, len(TITLES) - 1))
        selected.select(chosen, SELECT | QItemSelectionModel.SelectionFlag.Clear)
        if rows:
            current = self.model.index(min(rows), 0)
            selected.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.table.scrollTo(current)
        self._following = False

    def _on_rows_selected(self) -> None:
        if not self._following:
            rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
            self._document.select(self.model.order[row] for row in rows)


def _table(model: SummaryModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName("Summary of the network")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setIconSize(QSize(20, 20))
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(max(28, table.fontMetrics().height() + 10))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(64)
    return table


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column >= PARAMETERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
