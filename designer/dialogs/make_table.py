"""A table that is made up: a small world by its rule, or points painted by hand. Saved as a CSV like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from designer.charts.points import PointsChart
from designer.forms.form import Form
from designer.theme import Appearance
from designer.widgets.calm import CalmSlider
from engine.data.generators import GENERATORS
from engine.data.generators.base import CLASSES, Generator
from engine.data.generators.painted import EXTENT, LABELS, Painting
from engine.data.table import Table
from engine.data.write import write_table
from engine.errors import ExplainedError

PAINTED = "Painted by hand"
HINT = "Hold the left button and draw; the right one, or Shift, wipes."
LIST_WIDTH, SIDE_WIDTH, ROW_HEIGHT = 170, 250, 32
DABS = 3
"""Points of a stroke for each move of the mouse."""
WIPE = 0.35


class MakeTableDialog(QDialog):
    """The kinds on the left, their settings on the right, and in the middle the points as they would be.

    `made(path)` tells where the table was saved; `said` is a sentence for the person.
    """

    made = Signal(object)
    said = Signal(str)

    def __init__(self, appearance: Appearance, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance, self._folder = appearance, folder
        self._chosen: dict[str, Generator] = {kind: GENERATORS[kind]() for kind in GENERATORS}
        self.painting = Painting()
        self.form: Form | None = None
        self.setWindowTitle("Make a table")
        self.list = QListWidget()
        self.list.setAccessibleName("Kinds of made-up tables")
        order = sorted(GENERATORS.values(), key=lambda kind: (kind.target != "class", kind.label()))
        for label, kind_id in (*((kind.label(), kind.kind()) for kind in order), (PAINTED, "")):
            item = QListWidgetItem(label)
            item.setData(Qt.ItemDataRole.UserRole, kind_id)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.list.addItem(item)
        self.chart = PointsChart(appearance, EXTENT)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.brush = self._brush()
        self.save_button, self.cancel_button = QPushButton("Save and open…"), QPushButton("Cancel")
        self.save_button.setProperty("kind", "primary")
        self.save_button.setDefault(True)
        self._lay_out()
        self.list.currentRowChanged.connect(self._show_kind)
        self.chart.stroked.connect(self._on_stroked)
        self.save_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)
        self.resize(980, 620)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def kind(self) -> str:
        """The chosen kind; "" for points painted by hand."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole) or "") if item is not None else ""

    @property
    def table(self) -> Table:
        """The table as it is shown."""
        return self._chosen[self.kind].table() if self.kind else self.painting.table()

    def accept(self) -> None:
        """Ask where to save it, and tell."""
        name = f"{self.kind or 'painted'}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the table", str(self._folder / name), "CSV (*.csv)"
        )
        if chosen and self.save_to(Path(chosen)):
            super().accept()

    def save_to(self, path: Path) -> bool:
        """Write the table. True when it is on the disk."""
        try:
            write_table(path, self.table)
        except ExplainedError as error:
            self.said.emit(str(error))
            return False
        self.made.emit(path)
        return True

    # --- parts -----------------------------------------------------------------------------------------------

    def _brush(self) -> QWidget:
        """What is painted, and how widely."""
        brush = QWidget()
        column = QVBoxLayout(brush)
        column.setContentsMargins(0, 0, 0, 0)
        self.colours = QButtonGroup(self)
        for place, label in enumerate(LABELS):
            button = QRadioButton(label.capitalize())
            button.setChecked(place == 0)
            self.colours.addButton(button, place)
            column.addWidget(button)
        self.spread = CalmSlider()
        self.spread.setRange(2, 60)
        self.spread.setValue(15)
        self.spread.setAccessibleName("Width of the brush")
        self.clear_button = QPushButton("Begin anew")
        self.clear_button.clicked.connect(lambda: self._paint(Painting()))
        column.addSpacing(6)
        column.addWidget(QLabel("Width of the brush"))
        column.addWidget(self.spread)
        column.addSpacing(6)
        column.addWidget(self.clear_button)
        return brush

    def _lay_out(self) -> None:
        self.list.setFixedWidth(LIST_WIDTH)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(12)
        self._side.addWidget(self.about)
        self._side.addWidget(self.brush)
        self._side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addWidget(self.chart, 1)
        row.addWidget(side)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _show_kind(self) -> None:
        painted = not self.kind
        self.chart.painting = painted
        self.brush.setVisible(painted)
        if self.form is not None:
            self._side.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if painted:
            self.about.setText(HINT)
        else:
            generator = self._chosen[self.kind]
            self.about.setText(" ".join(" ".join(generator.help()).split()))
            self.form = Form([generator], self._appearance)
            self.form.edited.connect(self._on_edited)
            self._side.insertWidget(1, self.form)
        self._draw()

    def _on_edited(self, _setting: str, _value: object, _final: bool) -> None:
        if self.form is not None:
            (generator,) = self.form.instances
            if isinstance(generator, Generator):
                self._chosen[self.kind] = generator
            self._draw()

    def _on_stroked(self, x: float, y: float, erasing: bool) -> None:
        at = (min(max(x, -EXTENT), EXTENT), min(max(y, -EXTENT), EXTENT))
        if erasing:
            self._paint(self.painting.wiped(at, WIPE))
        else:
            spread = self.spread.value() / 100
            self._paint(self.painting.dabbed(at, self.colours.checkedId(), DABS, spread, seed=7))

    def _paint(self, painting: Painting) -> None:
        self.painting = painting
        self._draw()

    def _draw(self) -> None:
        if not self.kind:
            self.chart.show_points(self.painting.points, self.painting.classes, LABELS)
            self.save_button.setEnabled(self.painting.ready)
            self.save_button.setToolTip(
                "" if self.painting.ready else "Paint ten points or more, in two colours."
            )
            return
        generator = self._chosen[self.kind]
        points, answers = generator.draw(np.random.default_rng(generator.seed))
        self.chart.show_points(points, answers, CLASSES if generator.target == "class" else ())
        self.save_button.setEnabled(True)
        self.save_button.setToolTip("")
