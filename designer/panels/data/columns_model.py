"""The columns of a recipe, a row each: name, kind, role, values at a glance."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from designer.panels.data.profiling import Profiling
from designer.theme import Appearance
from engine.data.profile import Profile
from engine.data.recipe import Column, Recipe

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
COLUMN, PROFILE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
"""Roles under which every cell of a row gives its Column, and its Profile or None."""


class Fact(IntEnum):
    """What stands in each column of the view."""

    NAME, KIND, ROLE, VALUES, MISSING, SUMMARY = range(6)


TITLES = ("Column", "Kind", "Role", "Values", "Missing", "Range, or most frequent")


class ColumnsModel(QAbstractTableModel):
    """Shows a recipe; what is the same before and after is left alone. `matching` narrows it to some names."""

    def __init__(self, appearance: Appearance, profiling: Profiling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._appearance, self._profiling = appearance, profiling
        self._recipe: Recipe | None = None
        self._shown: list[Column] = []
        self._matching = ""
        profiling.profiled.connect(self._on_profiled)

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Show another recipe."""
        self._recipe = recipe
        shown = self._filtered()
        if [column.name for column in shown] != [column.name for column in self._shown]:
            self.beginResetModel()
            self._shown = shown
            self.endResetModel()
            return
        before, self._shown = self._shown, shown
        for row, (old, new) in enumerate(zip(before, shown, strict=True)):
            if old is not new and old != new:
                self._tell_changed(row)

    def show_matching(self, text: str) -> None:
        """Show only columns whose name or kind holds a text."""
        self._matching = text.casefold()
        self.show_recipe(self._recipe)

    def refresh(self) -> None:
        """Show every cell anew: another table, or other colours."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(Fact) - 1))

    def column(self, row: int) -> Column:
        """The column in a row."""
        return self._shown[row]

    def row_of(self, name: str) -> int:
        """The row of a column, -1 where it is not shown."""
        return next((row for row, column in enumerate(self._shown) if column.name == name), -1)

    def profile(self, row: int) -> Profile | None:
        """What the column in a row holds, once it is known."""
        return self._profiling.of(self._shown[row].name, self._shown[row].kind)

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many columns are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        """How many facts there are."""
        return 0 if parent.isValid() else len(Fact)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The facts' titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A fact about a column, and its looks."""
        column = self._shown[index.row()]
        if role == COLUMN:
            return column
        if role == PROFILE:
            return self.profile(index.row())
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return self._text(Fact(index.column()), column, self.profile(index.row()), role)
        if role == Qt.ItemDataRole.ForegroundRole and column.role == "ignore":
            return QBrush(QColor(self._appearance.theme.muted))
        if role == Qt.ItemDataRole.FontRole and index.column() == Fact.NAME and column.role == "target":
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _text(self, fact: Fact, column: Column, known: Profile | None, role: int) -> str:
        painted = role == Qt.ItemDataRole.DisplayRole
        if fact is Fact.NAME:
            return column.name
        if fact is Fact.KIND:
            return column.kind.label() if painted else f"{column.kind.label()}: {column.kind.help()[0]}"
        if fact is Fact.ROLE:
            return "" if painted else role_words(column)
        if known is None:
            return ""
        if fact is Fact.VALUES:
            return "" if painted else f"{known.distinct:,} different values in {known.rows:,} rows"
        if fact is Fact.MISSING:
            return missing_words(known) if painted else f"{known.missing:,} of {known.rows:,} missing"
        return summary(column, known)

    def _filtered(self) -> list[Column]:
        columns = self._recipe.columns if self._recipe is not None else ()
        wanted = self._matching
        return [each for each in columns if wanted in f"{each.name} {each.kind.label()}".casefold()]

    def _on_profiled(self, names: list[str]) -> None:
        fresh = set(names)
        rows = [row for row, column in enumerate(self._shown) if column.name in fresh]
        if rows:
            self.dataChanged.emit(self.index(rows[0], Fact.VALUES), self.index(rows[-1], Fact.SUMMARY))

    def _tell_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Fact) - 1))


def role_words(column: Column) -> str:
    """A column's role as a sentence, with the reason where it is ignored."""
    if column.role == "feature":
        return "Feature: the network learns from it."
    if column.role == "target":
        return "Target: the network predicts it."
    reason = getattr(column.kind, "reason", "")
    return f"Ignored: {reason}." if reason else "Ignored: the network never sees it."


def missing_words(known: Profile) -> str:
    """How many cells are missing: nothing, or a count with its share."""
    if not known.missing:
        return "–"
    share = 100 * known.missing / max(1, known.rows)
    return f"{known.missing:,} ({'<1' if share < 1 else f'{share:.0f}'} %)"


def summary(column: Column, known: Profile) -> str:
    """The values in one line: why they are ignored, their range and mean, or the most frequent."""
    reason = getattr(column.kind, "reason", "")
    if reason and column.role == "ignore":
        return f"{reason[:1].upper()}{reason[1:]}"
    if known.numeric:
        text = f"{known.minimum:,.6g} to {known.maximum:,.6g},  mean {known.mean:,.4g}"
        return f"{text},  {known.text_cells:,} with text" if known.text_cells else text
    top = ",  ".join(f"{label} {count:,}" for label, count in known.top[:4])
    more = known.distinct - min(4, len(known.top))
    return f"{top},  {more:,} more" if more > 0 else top
