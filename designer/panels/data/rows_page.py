"""The rows of the table, and a line that finds some of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.background import Task, own_task
from designer.theme import Appearance
from designer.widgets.rows_view import RowsView
from designer.widgets.search_field import SearchField
from engine.data.finding import Rows, found_rows
from engine.data.table import Table

AT_ONCE = 200_000
"""Cells up to which a search is done at once."""
WAIT_MS = 200


class RowsPage(QWidget):
    """Shows `view`, all of its rows or those that were found."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = RowsView(appearance)
        self.search = SearchField(appearance, "Find rows: a text, or age > 30")
        self.search.setToolTip(
            "A text in any cell, or a comparison: age > 30, island = Dream, sex != male, sex = (a gap)."
        )
        self.told = QLabel()
        self.told.setProperty("role", "muted")
        self._table: Table | None = None
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        self.search.searched.connect(lambda _text: self._timer.start())
        self._timer.timeout.connect(self._find)

    @property
    def busy(self) -> bool:
        """Whether rows are being looked for, or are about to."""
        return self._task is not None or self._timer.isActive()

    def show_table(self, table: Table | None) -> None:
        """Show another table, all of its rows."""
        self._drop()
        self._table = table
        self.view.show_table(table)
        if self.search.text():
            self._timer.start()

    def _find(self) -> None:
        self._drop()
        table, text = self._table, self.search.text().strip()
        if table is None or not text:
            self._take(None)
        elif table.rows * len(table.names) <= AT_ONCE:
            self._take(found_rows(table, text))
        else:
            self._task = own_task(lambda _progress: found_rows(table, text), self)
            self._task.done.connect(self._on_done)
            self._task.crashed.connect(self._on_crashed)
            self._task.start()

    def _on_done(self, rows: Rows) -> None:
        self._task = None
        self._take(rows)

    def _on_crashed(self, error: BaseException) -> None:
        """Raise the bug where the program reports bugs: on the window's thread."""
        self._task = None
        raise error

    def _take(self, rows: Rows | None) -> None:
        self.view.rows.keep(rows)
        self.told.setText("" if rows is None else f"{len(rows):,} rows")

    def _drop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
