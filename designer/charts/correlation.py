"""How far columns of numbers go together: a heat map, orange where they go against each other, blue where with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from designer.charts.axes import ColumnAxis
from designer.charts.chart import DEVICE_CACHE, Chart, Rows
from designer.charts.plot import figure, make_plot, paint_plot, paint_scale, pixel_font
from designer.charts.thumbnail import colour_table
from designer.theme import Appearance, Theme, contrast
from engine.data.pictures.correlation import Correlation

MOST_NUMBERS = 10
"""Up to so many columns every cell shows its number; beyond, the cursor reads it out."""


class CorrelationChart(Chart):
    """Pearson's r of each two columns."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Correlation", parent)
        self._found: Correlation | None = None
        self._axes = ColumnAxis("bottom"), ColumnAxis("left")
        self._plot = make_plot("", "", bottom_axis=self._axes[0], left_axis=self._axes[1])
        self._plot.invertY(True)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._plot.addItem(self._image)
        self._texts: list[pg.TextItem] = []
        self.area.addItem(self._plot)
        self._scale = pg.ColorBarItem(values=(-1.0, 1.0), width=12, interactive=False, rounding=1e-12)
        self._scale.axis.setCacheMode(DEVICE_CACHE)
        self._scale.axis.enableAutoSIPrefix(False)
        self._scale.setImageItem(self._image, insert_in=self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Correlation) -> None:
        """Draw the matrix."""
        self._found = found
        size = len(found.columns)
        self._image.setImage(np.nan_to_num(found.r), autoLevels=False, levels=(-1.0, 1.0))
        self._image.setRect(0, 0, size, size)
        self._plot.setRange(xRange=(0, size), yRange=(0, size), padding=0)
        for axis in self._axes:
            axis.show_column(names=found.columns, first=0.5)
        self._write()
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each column."""
        if self._found is None:
            return (), ()
        names = self._found.columns
        return ["r", *names], (
            [name, *line] for name, line in zip(names, self._found.r.tolist(), strict=True)
        )

    def paint_in(self, theme: Theme) -> None:
        """The theme's colours for what is below and above zero."""
        paint_plot(self._plot, theme, grid=False)
        paint_scale(self._scale, colour_table(theme), theme)
        self._write()

    def _write(self) -> None:
        for text in self._texts:
            self._plot.removeItem(text)
        self._texts = []
        found = self._found
        if found is None or len(found.columns) > MOST_NUMBERS:
            return
        table = colour_table(self.theme, 201)
        for (row, column), value in np.ndenumerate(found.r):
            red, green, blue = table[100 + round(100 * float(np.nan_to_num(value)))]
            ground = f"#{red:02x}{green:02x}{blue:02x}"
            inks = (self.theme.text, self.theme.panel)
            ink = max(inks, key=lambda each: contrast(each, ground))
            text = pg.TextItem("–" if value != value else f"{value:.2f}", color=ink, anchor=(0.5, 0.5))
            text.setFont(pixel_font(11))
            text.setPos(column + 0.5, row + 0.5)
            self._plot.addItem(text, ignoreBounds=True)
            self._texts.append(text)

    def _stand(self) -> None:
        found = self._found
        if found is None:
            return
        more = f"   ·   {found.left_out:,} further columns have no room" if found.left_out else ""
        sampled = f"{found.counted:,} of " if found.counted < found.seen else ""
        self.say(f"{sampled}{found.told}{more}")

    def _on_mouse_moved(self, place: QPointF) -> None:
        found = self._found
        if found is not None and self._plot.vb.sceneBoundingRect().contains(place):
            there = self._plot.vb.mapSceneToView(place)
            row, column = int(there.y()), int(there.x())
            if 0 <= row < len(found.columns) and 0 <= column < len(found.columns):
                one, two = found.columns[row], found.columns[column]
                value = float(found.r[row, column])
                said = f"r = {figure(value, 3)}" if value == value else "one of them does not vary"
                self.say(f"{one} and {two}:  {said}  ({int(found.rows[row, column]):,} rows have both)")
                return
        self._stand()
