"""The line above the columns: which table, how large, what was done to it, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.document import Document
from designer.theme import Appearance
from designer.widgets.elided_label import ElidedLabel
from designer.widgets.search_field import SearchField

MANY = 12
"""From so many columns on there is a field to search them."""


class DataHead(QWidget):
    """Shows the document's table. `replace_requested` asks for another, `find_requested` for the one that moved."""

    replace_requested = Signal()
    find_requested = Signal()

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._failure = ""
        self.title = ElidedLabel()
        self.title.setProperty("role", "heading")
        self.extent = QLabel()
        self.notes = ElidedLabel()
        for label in (self.extent, self.notes):
            label.setProperty("role", "muted")
        self.failure = QLabel()
        self.failure.setProperty("role", "danger")
        self.failure.setWordWrap(True)
        self.search = SearchField(appearance, "Search columns")
        self.search.setMaximumWidth(180)
        self.find_button, self.replace_button = QPushButton("Find it…"), QPushButton("Replace…")
        self.find_button.setProperty("kind", "primary")
        self.replace_button.setToolTip("Open another table with this one's settings")
        self.find_button.clicked.connect(self.find_requested)
        self.replace_button.clicked.connect(self.replace_requested)
        row = QHBoxLayout()
        row.setSpacing(12)
        for part in (self.title, self.extent, self.notes, self.search, self.find_button, self.replace_button):
            row.addWidget(part, 1 if part is self.notes else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 10, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.failure)
        document.data_failed.connect(self._on_data_failed)

    def refresh(self) -> None:
        """Show the document's table as it is now."""
        recipe, table = self._document.design.recipe, self._document.table
        prepared = self._document.prepared
        source = recipe.source if recipe is not None else None
        self.title.setText(source.name if source is not None else "Table")
        self.title.set_hint(source.path if source is not None else "")
        columns = len(recipe.columns) if recipe is not None else 0
        self.extent.setText(
            f"{table.rows:,} rows × {columns:,} columns" if table is not None else "not found"
        )
        self.search.setVisible(columns >= MANY)
        self.find_button.setVisible(table is None)
        notes = (
            *(prepared.notes if prepared is not None else ()),
            *(table.listed if table is not None else ()),
        )
        self.notes.setText("  ·  ".join(notes) if table is not None else _lost(source.path if source else ""))
        self.notes.set_hint("\n".join(notes) if len(notes) > 1 else "")
        if prepared is not None or table is None:
            self._failure = ""
        self.failure.setText(self._failure)
        self.failure.setVisible(bool(self._failure))

    def _on_data_failed(self, sentence: str) -> None:
        self._failure = sentence
        self.failure.setText(sentence)
        self.failure.show()


def _lost(path: str) -> str:
    return f"The file is not at {path} any more, so the network cannot be trained." if path else ""
