"""The page of all keys, made of the list of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.actions import Action

GESTURES = (
    ("Canvas", "Search for a layer", "Space or Tab"),
    ("Canvas", "Walk along the wires", "Arrow keys"),
    ("Canvas", "Edit the selected layer", "Enter"),
    ("Canvas", "Fit the network", "F"),
    ("Canvas", "Give up a gesture", "Esc"),
    ("Canvas", "Select several", "Shift+click, or a rubber band"),
    ("Canvas", "Pan, zoom", "Middle-drag, wheel"),
    ("Palette", "Append the chosen layer", "Enter or double-click"),
)
"""What is done on the canvas itself and has no menu entry."""


class ShortcutsDialog(QDialog):
    """A table of everything that a key does."""

    def __init__(self, actions: Sequence[Action], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        rows = [
            (
                " › ".join(filter(None, (each.menu, each.submenu))),
                each.plain_title.rstrip("…"),
                ", ".join(each.keys),
            )
            for each in actions
            if each.shortcuts
        ]
        rows += GESTURES
        self._rows = rows
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find a command or a key")
        self.field.setAccessibleName("Find a command or a key")
        self.field.textChanged.connect(self._find)
        table = self.table = QTableWidget(len(rows), 3, self)
        table.setAccessibleName("Keyboard shortcuts")
        table.setHorizontalHeaderLabels(["Where", "What", "Keys"])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.setItem(line, column, QTableWidgetItem(text))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.field)
        layout.addWidget(table)
        layout.addWidget(buttons)
        self.resize(680, 600)

    def _find(self, text: str) -> None:
        words = text.lower().split()
        for row, cells in enumerate(self._rows):
            line = " ".join(cells).lower()
            self.table.setRowHidden(row, not all(word in line for word in words))
