"""The rows of a file that had to be mended, line by line, below a title that folds them away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from designer.theme import Appearance
from designer.widgets.section import Section
from engine.data.repairs import Repairs, RowRepair

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
HEADS = ("Line", "Row", "What was odd")
HEIGHT = 170


class RepairsModel(QAbstractTableModel):
    """A row for each repair whose line is known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowRepair] = []

    def show_repairs(self, repairs: Repairs) -> None:
        """Show other repairs."""
        self.beginResetModel()
        self._rows = list(repairs)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many repairs are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """The line, what was done, and why."""
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell's text."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._rows[index.row()]
        return (f"{row.line:,}", row.repair.done, row.repair.why)[index.column()]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADS[section]
        return None


class RepairsView(QWidget):
    """ "12 rows padded, 1 skipped", and which they are once it is unfolded. Hidden while there are none."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RepairsModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Rows that were mended")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(HEIGHT)
        self.table.setTabKeyNavigation(False)
        self.section = Section(appearance, "", self.table, opened=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.section)
        self.hide()

    def show_repairs(self, repairs: Repairs) -> None:
        """Show what was done to the rows of another table."""
        self.model.show_repairs(repairs)
        done = [f"{count:,} {word}" for word, count in repairs.done().items()]
        listed = self.model.rowCount()
        more = f" (the first {listed:,} are listed)" if listed < len(repairs) else ""
        self.section.set_title(f"Lines that were mended: {', '.join(done)}{more}")
        self.setVisible(bool(done))
