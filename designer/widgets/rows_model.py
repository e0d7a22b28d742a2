"""The rows of a table of any size, cell by cell as they are looked at; nothing is copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from designer.theme import Appearance
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
    """The cells of a table as a person reads them; gaps are tinted, the target too, ignored columns are pale."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._columns: list[pl.Series] = []
        self._names: tuple[str, ...] = ()
        self._rows = 0
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
        self.endResetModel()

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
            value = self._columns[place][index.row()]
            if value is None:
                return "" if role == Qt.ItemDataRole.DisplayRole else "missing"
            return shown(value)[:LONGEST]
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(place, index.row())
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
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
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
