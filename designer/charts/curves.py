"""One plot of a learning curve: training and validation against epochs, baselines, the best epoch, a crosshair."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from designer.charts.plot import (
    AHEAD,
    figure,
    holds,
    line_pen,
    make_legend,
    make_plot,
    paint_legend,
    paint_plot,
    pixel_font,
    thin_pen,
)
from designer.charts.series import Floats, Series, dashes, smoothed, thinned
from designer.theme import Theme

PARTS = ("training", "validation")
MANY = 160
"""A curve of more points is drawn stroke by stroke."""
LEGEND_FROM = 70.0
"""In a plot that is lower than so many pixels, the legend would hide the curves."""
NAMES_AT = (0.14, 0.36, 0.7)
"""Where along their lines the names of baselines stand: side by side, for the lines may be close."""
MARGIN = 0.06
"""The space above and below the curves, as a share of what they span."""


class Curves:
    """The plot and its two lines; `training` and `validation` are what the legend says of them.

    The axes follow the curves until the person zooms or moves them; `show_all` makes them follow again.
    """

    def __init__(self, label: str, training: str, validation: str, *, legend_at: float = 0.0) -> None:
        self.plot = make_plot("epoch", label, counts=True)
        self.label = label
        self._says = dict(zip(PARTS, (training, validation), strict=True))
        self.log = False
        self.window = 1
        self._follows = True
        self._best = 0
        self._places: dict[pg.ScatterPlotItem, tuple[list[float], list[float]]] = {}
        self._baselines: list[tuple[str, float, pg.InfiniteLine]] = []
        self._x: Floats = np.empty(0)
        self._y: dict[str, Floats] = {part: np.empty(0) for part in PARTS}
        self._smooth = self._y
        self._legend = make_legend(self.plot, place=legend_at)
        self._pale = {part: self._curve() for part in PARTS}
        self._lines = {part: self._curve() for part in PARTS}
        self._best_line, self._cross = pg.InfiniteLine(angle=90), pg.InfiniteLine(angle=90)
        self._marks = {part: self._points("o", 8) for part in PARTS}
        self._star = self._points("star", 14)
        for line in (self._best_line, self._cross):
            line.setVisible(False)
            self.plot.addItem(line, ignoreBounds=True)
        self.plot.disableAutoRange()
        self.plot.vb.sigRangeChangedManually.connect(self._on_range_changed_manually)
        self.plot.vb.sigResized.connect(self._on_resized)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show(self, epochs: Series, training: Series, validation: Series, best: int) -> None:
        """Draw these numbers, and mark the best epoch (0: none); epochs without a value leave a gap."""
        self._x = epochs.values
        self._y = dict(zip(PARTS, (training.values, validation.values), strict=True))
        self._smooth = {part: smoothed(values, self.window) for part, values in self._y.items()}
        self._best = best
        self._draw()

    def show_baselines(self, baselines: Mapping[str, float], theme: Theme) -> None:
        """Thin lines across, each with its name."""
        for _, _, line in self._baselines:
            self.plot.removeItem(line)
        self._baselines = []
        for place, (name, value) in enumerate(baselines.items()):
            style = Qt.PenStyle.DotLine if place % 2 else Qt.PenStyle.DashLine
            # pyqtgraph writes above a line that is low and below one that is high, so that nothing is cut off.
            options = {"position": NAMES_AT[place % len(NAMES_AT)], "color": theme.muted}
            line = pg.InfiniteLine(value, 0, thin_pen(theme, style=style), label=name, labelOpts=options)
            line.label.setFont(pixel_font(10))
            self.plot.addItem(line, ignoreBounds=True)
            self._baselines.append((name, value, line))
        self._fit()

    def show_cross(self, epoch: int | None) -> str:
        """Put the crosshair on an epoch (None: take it away); returns the values there in words."""
        place = -1 if epoch is None else int(np.searchsorted(self._x, epoch))
        there = 0 <= place < len(self._x)
        self._cross.setVisible(there)
        said = []
        for part, (_, label) in zip(PARTS, self._legend.items, strict=True):
            value = float(self._y[part][place]) if there else math.nan
            self._put(self._marks[part], self._x[place] if there else 0.0, value)
            label.setText(self._says[part] + (f"  <b>{figure(value)}</b>" if there else ""))
            if math.isfinite(value):
                said.append(f"{part} {figure(value)}")
        if there:
            self._cross.setPos(self._x[place])
        self._legend.updateSize()
        return f"{self.label}: {', '.join(said)}" if said else ""

    def set_log(self, log: bool) -> None:
        """A logarithmic scale for the values, or a linear one."""
        self.log = log
        self.plot.getAxis("left").setLogMode(y=log)
        self._follows = True
        self._draw()

    def settle(self) -> None:
        """Let the curves fill the plot, unless the person has zoomed in."""
        self._fit(exactly=True)

    def show_all(self) -> None:
        """Follow the curves again, and let them fill the plot."""
        self._follows = True
        self._fit(exactly=True)

    # --- its looks -------------------------------------------------------------------------------------------

    def paint_in(self, theme: Theme) -> None:
        """The colours of a theme: training blue and solid, validation orange and dashed."""
        paint_plot(self.plot, theme)
        paint_legend(self._legend, theme)
        self._legend.clear()
        for part, colour in zip(PARTS, (theme.series.training, theme.series.validation), strict=True):
            self._lines[part].setPen(line_pen(colour, dashed=part == "validation"))
            self._pale[part].setPen(line_pen(colour, pale=True))
            self._marks[part].setBrush(colour)
            self._marks[part].setPen(pg.mkPen(theme.panel, width=1.5))
            self._legend.addItem(self._lines[part], self._says[part])
        self._star.setBrush(theme.accent)
        self._star.setPen(pg.mkPen(theme.panel, width=1))
        self._best_line.setPen(thin_pen(theme, theme.accent))
        self._cross.setPen(thin_pen(theme, style=Qt.PenStyle.SolidLine))
        self.show_baselines({name: value for name, value, _ in self._baselines}, theme)

    # --- inside ----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._fit()
        for part in PARTS:
            self._trace(self._lines[part], self._smooth[part], dashed=part == "validation")
            pale = self._y[part] if self.window > 1 else np.empty(0)
            self._trace(self._pale[part], pale, dashed=False)
        place = int(np.searchsorted(self._x, self._best))
        there = self._best > 0 and place < len(self._x)
        self._best_line.setVisible(there)
        value = math.nan
        if there:
            self._best_line.setPos(self._best)
            known = [
                self._smooth[part][place]
                for part in reversed(PARTS)
                if np.isfinite(self._smooth[part][place])
            ]
            value = float(known[0]) if known else math.nan
        self._put(self._star, self._best, value)

    def _trace(self, curve: pg.PlotCurveItem, values: Floats, *, dashed: bool) -> None:
        """Draw a curve; a long one in separate strokes, which Qt paints several times as fast as one path."""
        x, y = thinned(self._x[: len(values)], self._scaled(values))
        strokes = len(x) > MANY
        curve.setSegmentedLineMode("on" if strokes or not dashed else "off")
        if strokes and dashed:
            across, down = self.plot.vb.viewPixelSize()
            curve.setData(x, y, connect=dashes(x / across, y / down))
        else:
            curve.setData(x, y, connect="finite")

    def _fit(self, *, exactly: bool = False) -> None:
        """Let the axes span the curves. Where they nearly do, they stay: a picture that is still is easier to read."""
        if not self._follows:
            return
        shown = [self._scaled(values) for values in (*self._y.values(), *self._smooth.values())]
        shown.append(self._scaled(np.array([value for _, value, _ in self._baselines])))
        values = np.concatenate(shown)
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        room = (high - low) * MARGIN or max(abs(high) * MARGIN, 1e-6)
        first, last = (float(self._x[0]), float(self._x[-1])) if len(self._x) else (0.0, 10.0)
        (left, right), (bottom, top) = self.plot.vb.viewRange()
        if not exactly and holds((left, right), (first, last)) and holds((bottom, top), (low, high)):
            return
        side = max(0.5, (last - first) * 0.01)
        ahead = side if exactly else max(1.0, (last - first) * AHEAD)
        self.plot.vb.setRange(
            xRange=(first - side, last + ahead), yRange=(low - room, high + room), padding=0
        )

    def _curve(self) -> pg.PlotCurveItem:
        curve = pg.PlotCurveItem(antialias=True)
        self.plot.addItem(curve)
        return curve

    def _points(self, symbol: str, size: int) -> pg.ScatterPlotItem:
        # Drawn anew each time: a cached symbol is blurred on a fine screen and in a saved picture.
        points = pg.ScatterPlotItem(symbol=symbol, size=size, antialias=True, useCache=False)
        points.setZValue(10)
        self.plot.addItem(points, ignoreBounds=True)
        return points

    def _put(self, points: pg.ScatterPlotItem, x: float, y: float) -> None:
        shown = math.isfinite(y) and not (self.log and y <= 0)
        place = ([x], [math.log10(y) if self.log else y]) if shown else ([], [])
        if self._places.get(points) != place:
            self._places[points] = place
            points.setData(*place)

    def _scaled(self, values: Floats) -> Floats:
        """What stands on the axis: the values, or their logarithms; what has none is a gap."""
        if not self.log:
            return values
        return np.log10(values, out=np.full(len(values), np.nan), where=values > 0)

    def _on_resized(self, _view: object) -> None:
        self._legend.setVisible(self.plot.vb.height() >= LEGEND_FROM)

    def _on_range_changed_manually(self) -> None:
        self._follows = False
