"""The page of all keys, made of the list of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
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
        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            (
                a.menu,
                a.plain_title.rstrip("…"),
                ", ".join(QKeySequence(k).toString(native) for k in a.shortcuts),
            )
            for a in actions
            if a.shortcuts
        ]
        rows += GESTURES
        table = QTableWidget(len(rows), 3, self)
        table.setAccessibleName("Keyboard shortcuts")
        table.setHorizontalHeaderLabels(["Where", "What", "Keys"])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.setItem(line, column, QTableWidgetItem(text))
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        layout.addWidget(buttons)
        self.resize(620, 560)
