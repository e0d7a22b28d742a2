"""Whether a row is told from the rows before it: offered for tables with a date."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from designer.widgets.calm import CalmSpinBox
from engine.data.recipe import Recipe
from engine.data.window import MOST

USUAL = 7
"""Rows of the past that are offered: a week of days."""


class AheadChoice(QWidget):
    """A box to tick and a number of rows. `chosen(rows)` tells how many are seen, 0 for none."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on, self.rows, self.order = (
            QCheckBox("Predict the next row from the past"),
            CalmSpinBox(),
            QLabel(),
        )
        self.rows.setRange(1, MOST)
        self.rows.setValue(USUAL)
        self.rows.setKeyboardTracking(False)
        self.rows.setAccessibleName("Rows of the past")
        self.order.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in (self.on, self.rows, self.order):
            line.addWidget(part)
        line.addStretch(1)
        self.on.clicked.connect(self._tell)
        self.rows.valueChanged.connect(self._tell)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show what a recipe says; hide where rows have no dates to be put in order by."""
        window, dates = recipe.window, recipe.dates
        self.setVisible(bool(recipe.target) and (window.on or bool(dates)))
        self.on.setChecked(window.on)
        self.rows.show_value(window.past or self.rows.value())
        self.rows.setEnabled(window.on)
        order = window.order or next(iter(dates), "")
        self.order.setText(f"rows, in the order of {order}" if order else "rows, in the order of the file")

    def _tell(self) -> None:
        self.chosen.emit(self.rows.value() if self.on.isChecked() else 0)
