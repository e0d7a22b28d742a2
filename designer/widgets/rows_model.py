"""The rows of a table of any size, cell by cell as they are looked at; nothing is copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from designer.theme import Appearance
from engine.data.finding import Rows, order_of
from engine.data.recipe import Column, Recipe
from engine.data.table import Table, shown

if TYPE_CHECKING:
    import polars as pl

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MOST_ROWS = 10_000_000
"""As many rows as a view can place on its pixels; further ones are not shown."""
LONGEST = 300


class RowsModel(QAbstractTableModel):
    """The cells of a table as a person reads them; gaps are tinted, the target too, ignored columns are pale.

    Rows keep their numbers, in whatever order they are shown and however few of them.
    """

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._columns: list[pl.Series] = []
        self._names: tuple[str, ...] = ()
        self._rows = 0
        self._kept: Rows | None = None
        self._shown: Rows | None = None
        self._sorted: tuple[int, bool] = (-1, False)
        self._roles: Mapping[str, Column] = {}
        self._marked: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order."""
        return self._names

    def show_table(self, table: Table | None, marked: Collection[str] = ()) -> None:
        """Show another table; `marked` columns are tinted as the target is."""
        self.beginResetModel()
        self._columns = [] if table is None else table.frame.get_columns()
        self._names = () if table is None else table.names
        self._marked = frozenset(marked)
        self._roles = {}
        self._rows = 0 if table is None else min(table.rows, MOST_ROWS)
        self._kept = self._shown = None
        self._sorted = (-1, False)
        self.endResetModel()

    def keep(self, rows: Rows | None) -> None:
        """Show these rows of the table alone, by their numbers; all for None."""
        self.beginResetModel()
        self._kept = rows
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows in the order of a column, gaps last; -1 for the order of the file."""
        wanted = column, order is Qt.SortOrder.DescendingOrder
        if wanted == self._sorted:
            return
        self.layoutAboutToBeChanged.emit()
        self._sorted = wanted
        self._arrange()
        self.layoutChanged.emit()

    def row_number(self, row: int) -> int:
        """The number in the table, from 0, of a row that is shown."""
        return row if self._shown is None else int(self._shown[row])

    def _arrange(self) -> None:
        """Work out which rows are shown, and in which order."""
        column, descending = self._sorted
        everything = len(self._columns[0]) if self._columns else 0
        if column < 0 or column >= len(self._columns):
            self._shown = self._kept
        else:
            order = order_of(self._columns[column], descending)
            if self._kept is not None:
                inside = np.zeros(everything, bool)
                inside[self._kept] = True
                order = order[inside[order]]
            self._shown = order
        self._rows = min(everything if self._shown is None else len(self._shown), MOST_ROWS)

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Tell the roles of columns by their looks."""
        self._roles = {} if recipe is None else {column.name: column for column in recipe.columns}
        if self._rows and self._names:
            last = self.index(self._rows - 1, len(self._names) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._names) - 1)

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = ROOT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell's text and looks."""
        place = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            value = self._columns[place][self.row_number(index.row())]
            if value is None:
                return "" if role == Qt.ItemDataRole.DisplayRole else "missing"
            return shown(value)[:LONGEST]
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(place, self.row_number(index.row()))
        if role == Qt.ItemDataRole.ForegroundRole and self._role(place) == "ignore":
            return QBrush(QColor(self._appearance.theme.muted))
        if role == Qt.ItemDataRole.TextAlignmentRole and self._columns[place].dtype.is_numeric():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's name, a row's number."""
        if orientation is Qt.Orientation.Vertical:
            return f"{self.row_number(section) + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        name = self._names[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return name
        if role == Qt.ItemDataRole.FontRole and self._role(section) == "target":
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _ground(self, place: int, row: int) -> QBrush | None:
        theme = self._appearance.theme
        if self._columns[place][row] is None:
            return QBrush(QColor(theme.tint(theme.warning, 0.16)))
        if self._role(place) == "target":
            return QBrush(QColor(theme.tint(theme.families.output, 0.08)))
        return None

    def _role(self, place: int) -> str:
        """What a column is for: "target" also where it is marked, nothing where that is not known."""
        name = self._names[place]
        if name in self._marked:
            return "target"
        column = self._roles.get(name)
        return column.role if column is not None else ""
