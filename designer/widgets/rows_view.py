"""The first and all further rows of the table."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer.theme import Appearance
from designer.widgets.rows_model import RowsModel
from designer.widgets.tinted_cells import TintedCells
from engine.data.recipe import Recipe
from engine.data.table import Table

ROW_HEIGHT, NARROWEST, WIDEST, MEASURED = 26, 64, 240, 200


class RowsView(QTableView):
    """Shows a table of any size; it is looked at, not edited.

    A click on a header sorts by its column, another one the other way round, and a third one takes that back.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(appearance, self)
        self.setModel(self.rows)
        self.setItemDelegate(TintedCells(self))
        self.setAccessibleName("Rows of the table")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(ROW_HEIGHT * 3)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_table(self, table: Table | None, marked: Collection[str] = ()) -> None:
        """Show another table, each column as wide as its first cells; `marked` columns are tinted."""
        self.rows.show_table(table, marked)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        letter = self.fontMetrics().averageCharWidth()
        for place, name in enumerate(self.rows.names[:MEASURED]):
            cells = (self.rows.index(row, place).data() for row in range(min(6, self.rows.rowCount())))
            longest = max(len(name), *(len(cell) for cell in cells)) if self.rows.rowCount() else len(name)
            self.setColumnWidth(place, min(max(letter * longest + 30, NARROWEST), WIDEST))

    def show_recipe(self, recipe: Recipe | None) -> None:
        """Tell the roles of columns by their looks."""
        self.rows.show_recipe(recipe)

    def go_to(self, name: str) -> None:
        """Bring a column into sight."""
        if name in self.rows.names and self.rows.rowCount():
            row = max(0, self.rowAt(0))
            self.scrollTo(self.rows.index(row, self.rows.names.index(name)))
