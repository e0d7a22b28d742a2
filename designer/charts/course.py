"""The course of a column over time, or over the rows of the file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from designer.charts.axes import ColumnAxis
from designer.charts.chart import Chart, Rows
from designer.charts.plot import figure, line_pen, make_plot, paint_plot, thin_pen
from designer.charts.series import thinned
from designer.theme import Appearance, Theme
from engine.data.pictures.course import Course
from engine.data.pictures.view import Floats

MOST_POINTS = 4_000
"""Of more rows the least and the greatest of each stretch are drawn."""
FEW = 60
"""So few rows are drawn with a dot each."""


class CourseChart(Chart):
    """A curve with gaps where cells are missing; the wheel and dragging move it."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Course", parent)
        self._found: Course | None = None
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)
        self._bottom = ColumnAxis("bottom")
        self._plot = make_plot("", "", bottom_axis=self._bottom)
        self._plot.vb.setMouseEnabled(x=True, y=False)
        self._curve = pg.PlotDataItem(connect="finite")
        self._dots = pg.ScatterPlotItem(size=6, antialias=True)
        self._cross = pg.InfiniteLine(angle=90)
        self._cross.hide()
        for item in (self._curve, self._dots):
            self._plot.addItem(item)
        self._plot.addItem(self._cross, ignoreBounds=True)
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Course) -> None:
        """Draw the curve."""
        self._found = found
        self._x, self._y = thinned(found.x, found.y, MOST_POINTS)
        self._plot.setLabel("bottom", found.order)
        self._plot.setLabel("left", found.column)
        self._bottom.show_column(moments=found.moments)
        self._curve.setData(self._x, self._y)
        known = np.isfinite(self._y)
        few = len(self._y) <= FEW
        # A number between two gaps has no neighbour that a line could lead to.
        alone = known & ~np.append(known[1:], False) & ~np.insert(known[:-1], 0, False)
        dotted = known if few else alone
        self._dots.setData(self._x[dotted], self._y[dotted])
        low, high = float(self._y[known].min()), float(self._y[known].max())
        room = (high - low) * 0.1 or max(0.5, abs(low) * 1e-6)
        first, last = float(self._x[0]), float(self._x[-1])
        self._plot.setRange(
            xRange=(first, last if last > first else first + max(1.0, abs(first) * 1e-6)),
            yRange=(low - room, high + room),
            padding=0.01,
        )
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each row, also for those that are not drawn one by one."""
        found = self._found
        if found is None:
            return (), ()
        places = [self._bottom.said(value) for value in found.x] if found.moments else found.x.tolist()
        return (found.order, found.column), zip(places, found.y.tolist(), strict=True)

    def paint_in(self, theme: Theme) -> None:
        """The curve in blue, and the axes."""
        paint_plot(self._plot, theme)
        self._curve.setPen(line_pen(theme.series.training, width=1.5))
        self._dots.setBrush(theme.series.training)
        self._dots.setPen(pg.mkPen(theme.panel, width=0.8))
        self._cross.setPen(thin_pen(theme, style=Qt.PenStyle.DotLine))

    def _stand(self) -> None:
        self._cross.hide()
        found = self._found
        if found is None:
            return
        missing = f"   ·   {found.missing:,} not drawn" if found.missing else ""
        self.say(f"{found.told}{missing}")

    def _on_mouse_moved(self, place: QPointF) -> None:
        found = self._found
        if found is None or not len(found.x) or not self._plot.vb.sceneBoundingRect().contains(place):
            self._stand()
            return
        x = self._plot.vb.mapSceneToView(place).x()
        at = int(np.clip(np.searchsorted(found.x, x), 0, len(found.x) - 1))
        if at and abs(found.x[at - 1] - x) < abs(found.x[at] - x):
            at -= 1
        self._cross.setValue(float(found.x[at]))
        self._cross.show()
        where = self._bottom.said(found.x[at]) if found.moments else f"{found.x[at]:,.10g}"
        self.say(f"{found.order} {where}   ·   {found.column} {figure(float(found.y[at]))}")
