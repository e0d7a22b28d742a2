"""How large a layer's weights are: how many of each size, orange below zero and blue above."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.plot import figure, make_plot, paint_plot
from designer.charts.thumbnail import Numbers
from designer.theme import Appearance, Theme

BINS = 40
"""An even number, so that zero is the border of two bins."""
MOST_NUMBERS = 200_000
"""Of larger weights every so manieth number is counted."""


class WeightHistogram(Chart):
    """Counts in bins of the same width, as many below zero as above."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Histogram of weights", parent)
        self._edges = np.linspace(-1.0, 1.0, BINS + 1)
        self._counts = np.zeros(BINS, np.int64)
        self._plot = make_plot("weight", "count")
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._plot.disableAutoRange()
        self._halves = (pg.BarGraphItem(x=[], height=[], width=1), pg.BarGraphItem(x=[], height=[], width=1))
        for half in self._halves:
            self._plot.addItem(half)
        self.area.addItem(self._plot)
        self.finish()

    def show_weights(self, weights: Numbers) -> None:
        """Count these numbers."""
        flat = weights.reshape(-1)
        flat = flat[:: max(1, flat.size // MOST_NUMBERS)]
        flat = flat[np.isfinite(flat)]
        largest = float(np.abs(flat).max()) if flat.size else 0.0
        reach = self._edges[-1]
        if not 0.6 * reach <= largest <= reach:
            reach = largest * 1.2 or 1.0
            self._edges = np.linspace(-reach, reach, BINS + 1)
        self._counts = np.histogram(flat, self._edges)[0]
        self._draw()
        if flat.size:
            said = f"mean {figure(float(flat.mean()), 3)}   ·   std dev {figure(float(flat.std()), 3)}"
            self.say(said)
        else:
            self.say("This layer has no weights.")

    def data(self) -> tuple[Sequence[str], Rows]:
        """Bins with their counts."""
        bins = zip(self._edges[:-1].tolist(), self._edges[1:].tolist(), self._counts.tolist(), strict=True)
        return ("from", "to", "count"), bins

    def paint_in(self, theme: Theme) -> None:
        """The theme's colours for weights, and its axes."""
        paint_plot(self._plot, theme)
        for half, colour in zip(self._halves, (theme.weights.negative, theme.weights.positive), strict=True):
            half.setOpts(brush=colour, pen=pg.mkPen(theme.panel, width=1))

    def _draw(self) -> None:
        middles, width = (self._edges[:-1] + self._edges[1:]) / 2, float(self._edges[1] - self._edges[0])
        for half, part in zip(self._halves, (slice(0, BINS // 2), slice(BINS // 2, None)), strict=True):
            half.setOpts(x=middles[part], height=self._counts[part], width=width)
        highest = max(1, int(self._counts.max()))
        (left, right), (_, top) = self._plot.vb.viewRange()
        reach = float(self._edges[-1])
        if (left, right) != (-reach, reach) or not highest <= top <= 2.0 * highest:
            self._plot.setRange(xRange=(-reach, reach), yRange=(0, highest * 1.25), padding=0)
