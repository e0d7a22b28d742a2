"""A layer's weights as a heat map: orange below zero, blue above, the strength of the colour by size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from designer.charts.chart import DEVICE_CACHE, Chart, Rows
from designer.charts.plot import figure, make_plot, paint_plot, paint_scale
from designer.charts.thumbnail import Numbers, as_matrix, colour_table, strided
from designer.theme import Appearance, Theme

MOST_CELLS = 512
"""Of larger weights every so manieth row and column is drawn."""
MOST_NAMES = 24
LONGEST_NAME = 16


class WeightMap(Chart):
    """One weight of one layer. Rows are what it reads, columns its neurons."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Weights", parent)
        self._matrix: Numbers = np.zeros((0, 0))
        self._rows: Sequence[str] = ()
        self._columns: Sequence[str] = ()
        self._reach = 0.0
        self._here: tuple[int, int] | None = None
        self._plot = make_plot("neuron", "input")
        self._plot.invertY(True)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._plot.addItem(self._image)
        self._frame = pg.QtWidgets.QGraphicsRectItem()
        self._frame.hide()
        self._plot.addItem(self._frame, ignoreBounds=True)
        self.area.addItem(self._plot)
        self._scale = pg.ColorBarItem(values=(-1.0, 1.0), width=12, interactive=False, rounding=1e-12)
        self._scale.axis.setCacheMode(DEVICE_CACHE)
        self._scale.axis.enableAutoSIPrefix(False)
        self._scale.setImageItem(self._image, insert_in=self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_weights(self, weights: Numbers, rows: Sequence[str] = (), columns: Sequence[str] = ()) -> None:
        """Draw an array; `rows` and `columns` are the names of what it reads and of its neurons, where known."""
        matrix = as_matrix(weights)
        named = (tuple(rows), tuple(columns), matrix.shape)
        renamed = named != (tuple(self._rows), tuple(self._columns), self._matrix.shape)
        if renamed:
            self._rows, self._columns, self._matrix = tuple(rows), tuple(columns), matrix
            self._reach = 0.0
            self._name_axes()
        self._matrix = matrix
        if not matrix.size:
            self._image.clear()
            self.point_at(-1, -1)
            return
        shown = np.nan_to_num(strided(matrix, MOST_CELLS), nan=0.0, posinf=0.0, neginf=0.0)
        largest = float(np.abs(shown).max())
        if not 0.7 * self._reach <= largest <= self._reach:
            # The scale moves in steps: colours that mean something else in every frame cannot be compared.
            self._reach = largest * 1.15 or 1.0
            self._scale.setLevels((-self._reach, self._reach))
        self._image.setImage(shown, autoLevels=False, levels=(-self._reach, self._reach))
        if renamed:
            down, across = matrix.shape
            self._image.setRect(0.5, 0.5, across, down)
            self._plot.setRange(xRange=(0.5, across + 0.5), yRange=(0.5, down + 0.5), padding=0)
        self._read()

    def clear(self) -> None:
        """Nothing to show."""
        self.show_weights(np.zeros((0, 0)))

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each row of the weight."""
        columns = [self._column(number) for number in range(self._matrix.shape[1])]
        rows = ([self._row(number), *map(float, line)] for number, line in enumerate(self._matrix))
        return ["input", *columns], rows

    def point_at(self, row: int, column: int) -> None:
        """Read out one weight; out of range, none."""
        inside = 0 <= row < self._matrix.shape[0] and 0 <= column < self._matrix.shape[1]
        self._here = (row, column) if inside else None
        self._read()

    def paint_in(self, theme: Theme) -> None:
        """The theme's colours for weights, and its axes."""
        paint_plot(self._plot, theme, grid=False)
        paint_scale(self._scale, colour_table(theme), theme)
        self._frame.setPen(pg.mkPen(theme.text, width=2))

    def _read(self) -> None:
        self._frame.setVisible(self._here is not None)
        if self._here is None:
            rows, columns = self._matrix.shape
            self.say(f"{rows:,} × {columns:,} weights" if self._matrix.size else "This layer has no weights.")
            return
        row, column = self._here
        self._frame.setRect(column + 0.5, row + 0.5, 1, 1)
        value = figure(float(self._matrix[row, column]), 3)
        self.say(f"{self._row(row)} → {self._column(column)}:  {value}")

    def _row(self, number: int) -> str:
        return self._rows[number] if number < len(self._rows) else f"input {number + 1}"

    def _column(self, number: int) -> str:
        return self._columns[number] if number < len(self._columns) else f"neuron {number + 1}"

    def _name_axes(self) -> None:
        for side, names, size in (
            ("left", self._rows, self._matrix.shape[0]),
            ("bottom", self._columns, self._matrix.shape[1]),
        ):
            axis = self._plot.getAxis(side)
            known = bool(names) and size <= MOST_NAMES
            axis.setTicks(
                [[(place + 1, _short(name)) for place, name in enumerate(names)]] if known else None
            )
            axis.setStyle(hideOverlappingLabels=not known or side == "bottom")

    def _on_mouse_moved(self, place: QPointF) -> None:
        if self._plot.vb.sceneBoundingRect().contains(place):
            there = self._plot.vb.mapSceneToView(place)
            self.point_at(round(there.y()) - 1, round(there.x()) - 1)
        elif self._here is not None:
            self.point_at(-1, -1)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
