"""The first rows of a file as texts, for a table view; rows may differ in length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from designer.theme import Appearance
from engine.data.cells import is_missing
from engine.data.header import layout
from engine.data.recipe import Column, Recipe

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class PreviewModel(QAbstractTableModel):
    """Texts under the names that the columns will have; the target is tinted, what is ignored is pale."""

    def __init__(self, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows: list[list[str]] = []
        self._names: tuple[str, ...] = ()
        self._columns: Mapping[str, Column] = {}
        self._known = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._names

    def show_rows(self, rows: Sequence[list[str]], header: int) -> None:
        """Show other rows, of which the first `header` name the columns."""
        self.beginResetModel()
        self._names = layout(rows, header).names if rows else ()
        self._rows = list(rows[header:])
        self._columns, self._known = {}, False
        self.endResetModel()

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Show what each column is; None while that is not known."""
        self._known = recipe is not None
        self._columns = {} if recipe is None else {column.name: column for column in recipe.columns}
        if self._names:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._names) - 1)
        if self._names and self._rows:
            last = self.index(len(self._rows) - 1, len(self._names) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell's text and looks."""
        row, place = self._rows[index.row()], index.column()
        text = row[place] if place < len(row) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text[:500]
        column, theme = self._columns.get(self._names[place]), self._appearance.theme
        if role == Qt.ItemDataRole.BackgroundRole:
            if is_missing(text):
                return QBrush(QColor(theme.tint(theme.warning, 0.16)))
            if column is not None and column.role == "target":
                return QBrush(QColor(theme.tint(theme.accent)))
        if (
            role == Qt.ItemDataRole.ForegroundRole
            and self._known
            and (column is None or column.role == "ignore")
        ):
            return QBrush(QColor(theme.disabled))
        if role == Qt.ItemDataRole.TextAlignmentRole and column is not None and column.kind.numeric:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's name above its kind; a row's number."""
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        name = self._names[section]
        column = self._columns.get(name)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}\n{self._said(column)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            reason = getattr(column.kind, "reason", "") if column is not None else ""
            return f"{name}: {self._said(column)}" + (f" ({reason})" if reason else "")
        if role == Qt.ItemDataRole.FontRole and column is not None and column.role == "target":
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _said(self, column: Column | None) -> str:
        if column is None:
            return "left out" if self._known else "…"
        if column.role == "ignore":
            return "ignored"
        return "target" if column.role == "target" else column.kind.label().lower()
