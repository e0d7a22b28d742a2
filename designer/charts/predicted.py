"""Predicted against actual numbers: on the diagonal they are the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.plot import figure, make_plot, paint_plot, thin_pen
from designer.theme import Appearance, Theme

MOST_POINTS = 5_000
"""Of more rows a sample is drawn, the same every time."""

Floats = NDArray[np.float64]


class PredictedActual(Chart):
    """A dot for each row, in the target column's own unit. Above the diagonal the prediction is too high."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Predicted and actual", parent)
        self._actual: Floats = np.empty(0)
        self._predicted: Floats = np.empty(0)
        self._test = False
        self._plot = make_plot("actual", "predicted")
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._diagonal = pg.InfiniteLine((0, 0), 45)
        self._plot.addItem(self._diagonal, ignoreBounds=True)
        self._dots = pg.ScatterPlotItem(size=7, antialias=True)
        self._plot.addItem(self._dots)
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_pairs(self, actual: Floats, predicted: Floats, column: str, *, test: bool = False) -> None:
        """Draw rows (rows,) of truth and prediction of a column; in green where they are the test rows."""
        self._actual, self._predicted, self._test = (
            np.asarray(actual, float),
            np.asarray(predicted, float),
            test,
        )
        self._plot.setLabel("bottom", f"actual {column}")
        self._plot.setLabel("left", f"predicted {column}")
        chosen = np.arange(len(self._actual))
        if len(chosen) > MOST_POINTS:
            chosen = np.sort(np.random.default_rng(0).choice(chosen, MOST_POINTS, replace=False))
        self._dots.setData(self._actual[chosen], self._predicted[chosen])
        both = np.concatenate([self._actual, self._predicted])
        both = both[np.isfinite(both)]
        low, high = (float(both.min()), float(both.max())) if len(both) else (0.0, 1.0)
        room = (high - low) * 0.05 or 1.0
        self._plot.setRange(xRange=(low - room, high + room), yRange=(low - room, high + room), padding=0)
        self.paint_in(self.theme)
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each row."""
        return ("actual", "predicted"), zip(self._actual.tolist(), self._predicted.tolist(), strict=True)

    def paint_in(self, theme: Theme) -> None:
        """Dots in the colour of the rows' part, so clear that many show as dark."""
        paint_plot(self._plot, theme)
        ink = QColor(theme.series.test if self._test else theme.series.validation)
        edge = QColor(ink)
        ink.setAlphaF(0.45)
        self._dots.setBrush(ink)
        self._dots.setPen(pg.mkPen(edge, width=0.8))
        self._diagonal.setPen(thin_pen(theme, style=Qt.PenStyle.DashLine))

    def _stand(self) -> None:
        rows = len(self._actual)
        self.say(f"{rows:,} rows; on the dashed line the prediction is right" if rows else "No rows to show.")

    def _on_mouse_moved(self, place: QPointF) -> None:
        view = self._plot.vb
        if view.sceneBoundingRect().contains(place) and len(self._actual):
            there = view.mapSceneToView(place)
            across, down = view.viewPixelSize()
            apart = np.hypot((self._actual - there.x()) / across, (self._predicted - there.y()) / down)
            nearest = int(np.nanargmin(apart)) if np.isfinite(apart).any() else 0
            if apart[nearest] <= 12:
                actual, predicted = float(self._actual[nearest]), float(self._predicted[nearest])
                self.say(f"actual {figure(actual)}   ·   predicted {figure(predicted)}")
                return
        self._stand()
