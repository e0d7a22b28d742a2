"""Points of a plane, coloured by their class or by a number; they can be painted on with the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.classes import class_colour
from designer.charts.plot import make_plot, paint_plot
from designer.theme import Appearance, Theme, mix

Floats = NDArray[np.float64]
SIZE = 8


class PointsChart(Chart):
    """A dot for each point. `stroked(x, y, erasing)` follows the mouse while a button is held, where painting is on."""

    stroked = Signal(float, float, bool)

    def __init__(self, appearance: Appearance, extent: float, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Points", parent)
        self.painting = False
        self._points: Floats = np.zeros((0, 2))
        self._answers: NDArray[np.generic] = np.zeros(0)
        self._names: tuple[str, ...] = ()
        self._plot = make_plot("x1", "x2")
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._plot.vb.setAspectLocked(True)
        self._plot.setRange(xRange=(-extent, extent), yRange=(-extent, extent), padding=0.04)
        self._dots = pg.ScatterPlotItem(size=SIZE, antialias=True)
        self._plot.addItem(self._dots)
        self.area.addItem(self._plot)
        self.area.viewport().installEventFilter(self)
        self.finish()

    def show_points(self, points: Floats, answers: NDArray[np.generic], names: Sequence[str] = ()) -> None:
        """Draw points (n, 2) with their classes (numbers of `names`), or with numbers where there are no names."""
        self._points, self._answers, self._names = np.asarray(points, float), answers, tuple(names)
        self.paint_in(self.theme)
        counts = [f"{int((answers == place).sum()):,} {name}" for place, name in enumerate(self._names)]
        shown = [each for each in counts if not each.startswith("0 ")]
        self.say(f"{len(points):,} points" + (f": {', '.join(shown)}" if shown else ""))

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each point."""
        answers = [self._names[int(each)] if self._names else float(each) for each in self._answers]
        return ("x1", "x2", "answer"), zip(*self._points.T.tolist(), answers, strict=True)

    def paint_in(self, theme: Theme) -> None:
        """Classes in the colours of the theme; numbers from orange by white to blue."""
        paint_plot(self._plot, theme)
        edge = pg.mkPen(theme.panel, width=1)
        brushes = [pg.mkBrush(QColor(colour)) for colour in self._colours(theme)]
        self._dots.setData(pos=self._points, brush=brushes, pen=edge)

    def _colours(self, theme: Theme) -> list[str]:
        if self._names:
            return [class_colour(theme, int(each)) for each in self._answers]
        weights = theme.weights
        sizes = self._answers.astype(float)
        shares = sizes / (float(np.abs(sizes).max(initial=0.0)) or 1.0)
        ends = (weights.negative, weights.positive)
        return [mix(weights.zero, ends[share > 0], abs(share)) for share in shares.tolist()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn the mouse's way into strokes; the right button, or Shift, wipes."""
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove)
        if self.painting and event.type() in kinds and isinstance(event, QMouseEvent) and event.buttons():
            at: QPointF = self._plot.vb.mapSceneToView(self.area.mapToScene(event.position().toPoint()))
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            erasing = shifted or bool(event.buttons() & Qt.MouseButton.RightButton)
            self.stroked.emit(at.x(), at.y(), erasing)
            return True
        return super().eventFilter(watched, event)
