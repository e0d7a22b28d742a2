"""Two columns against each other: a dot for each row, coloured by the target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from designer.charts.axes import ColumnAxis, short
from designer.charts.chart import Chart, Rows
from designer.charts.classes import class_colour, number_colours
from designer.charts.plot import (
    figure,
    make_plot,
    make_room,
    make_side_legend,
    paint_legend,
    paint_plot,
)
from designer.theme import Appearance, Theme, mix
from engine.data.pictures.scatter import Scatter
from engine.data.pictures.view import Axis, Floats

NEAR = 12
"""Pixels within which a dot is read out."""
SIZE = 7
LEVELS = 32
"""Colours that numbers have: a brush for each dot would be slow."""


class ScatterChart(Chart):
    """Classes in their colours; a target of numbers from orange (least) by white to blue (greatest)."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Scatter", parent)
        self._found: Scatter | None = None
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)
        self._axes = ColumnAxis("bottom"), ColumnAxis("left")
        self._plot = make_plot("", "", bottom_axis=self._axes[0], left_axis=self._axes[1])
        self._legend = make_side_legend(self._plot)
        self._dots: list[pg.ScatterPlotItem] = []
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Scatter) -> None:
        """Draw the points."""
        self._found = found
        self._x, self._y = found.x.values + found.moved[:, 0], found.y.values + found.moved[:, 1]
        for drawn, axis, side in zip(self._axes, (found.x, found.y), ("bottom", "left"), strict=True):
            self._plot.setLabel(side, axis.column)
            drawn.show_column(moments=axis.moments, names=axis.names)
        self._plot.setRange(xRange=_reach(self._x, found.x), yRange=_reach(self._y, found.y), padding=0)
        self.paint_in(self.theme)
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each dot."""
        found = self._found
        if found is None:
            return (), ()
        header = ["row", found.x.column, found.y.column]
        columns: list[Sequence[object]] = [(found.rows + 1).tolist()]
        for drawn, axis in zip(self._axes, (found.x, found.y), strict=True):
            columns.append(
                [drawn.said(value) for value in axis.values]
                if axis.names or axis.moments
                else axis.values.tolist()
            )
        if found.target:
            header.append(found.target)
            columns.append([self._answer(place) for place in range(len(found.rows))])
        return header, zip(*columns, strict=True)

    def paint_in(self, theme: Theme) -> None:
        """The dots in the theme's colours, a few brushes for all of them."""
        paint_plot(self._plot, theme)
        paint_legend(self._legend, theme)
        for dots in self._dots:
            self._plot.removeItem(dots)
        self._dots = []
        self._legend.clear()
        found = self._found
        if found is None:
            return
        if found.classes is not None:
            for place, label in enumerate(found.classes.labels):
                dots = self._draw(found.classes.codes == place, class_colour(theme, place), theme)
                self._legend.addItem(dots, short(label))
            self._draw(found.classes.codes < 0, theme.muted, theme)
        elif found.numbers is not None:
            self._draw_numbers(found.numbers, theme)
        else:
            self._draw(np.ones(len(self._x), bool), theme.series.training, theme)
        make_room(self._plot, self._legend)

    def _draw_numbers(self, numbers: Floats, theme: Theme) -> None:
        colours = number_colours(theme, numbers, LEVELS + 1)
        packed = colours.astype(np.int64) @ np.array([65536, 256, 1])
        for colour in np.unique(packed[np.isfinite(numbers)]):
            self._draw((packed == colour) & np.isfinite(numbers), f"#{int(colour):06x}", theme, edged=True)
        self._draw(~np.isfinite(numbers), theme.muted, theme)

    def _draw(
        self, chosen: np.ndarray, colour: str, theme: Theme, *, edged: bool = False
    ) -> pg.ScatterPlotItem:
        """Dots of one colour; an edge keeps those in sight that are as pale as the ground."""
        ink, edge = QColor(colour), QColor(mix(theme.panel, theme.text, 0.4) if edged else colour)
        ink.setAlphaF(0.9 if edged else 0.55)
        edge.setAlphaF(0.9)
        dots = pg.ScatterPlotItem(size=SIZE, antialias=True, brush=ink, pen=pg.mkPen(edge, width=0.8))
        dots.setData(self._x[chosen], self._y[chosen])
        self._plot.addItem(dots)
        self._dots.append(dots)
        return dots

    def _answer(self, place: int) -> object:
        found = self._found
        if found is None:
            return ""
        if found.classes is not None:
            code = int(found.classes.codes[place])
            return found.classes.labels[code] if code >= 0 else ""
        return "" if found.numbers is None else float(found.numbers[place])

    def _stand(self) -> None:
        found = self._found
        if found is None:
            return
        drawn = "" if len(found.rows) == found.total else f"{len(found.rows):,} dots of "
        coloured = f"   ·   orange to blue: {found.target}" if found.numbers is not None else ""
        self.say(f"{drawn}{found.told}{coloured}")

    def _on_mouse_moved(self, place: QPointF) -> None:
        view, found = self._plot.vb, self._found
        if found is not None and len(self._x) and view.sceneBoundingRect().contains(place):
            there = view.mapSceneToView(place)
            across, down = view.viewPixelSize()
            apart = np.hypot((self._x - there.x()) / across, (self._y - there.y()) / down)
            nearest = int(np.argmin(apart))
            if apart[nearest] <= NEAR:
                self.say(self._told(found, nearest))
                return
        self._stand()

    def _told(self, found: Scatter, place: int) -> str:
        parts = [f"row {int(found.rows[place]) + 1:,}"]
        for drawn, axis in zip(self._axes, (found.x, found.y), strict=True):
            parts.append(f"{axis.column} {drawn.said(axis.values[place])}")
        if found.target:
            answer = self._answer(place)
            parts.append(f"{found.target} {figure(answer) if isinstance(answer, float) else answer or '–'}")
        return "   ·   ".join(parts)


def _reach(values: Floats, axis: Axis) -> tuple[float, float]:
    """From the least to the greatest, with a little room; every label has its place."""
    if axis.names:
        return -0.6, len(axis.names) - 0.4
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = (high - low) * 0.08 or max(0.5, abs(low) * 1e-6)
    return low - room, high + room
