"""How many rows each class of the target has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from designer.charts.axes import ColumnAxis
from designer.charts.chart import Chart, Rows
from designer.charts.classes import class_colour
from designer.charts.plot import make_plot, paint_plot, pixel_font
from designer.theme import Appearance, Theme
from engine.data.pictures.balance import Balance
from engine.data.pictures.view import MOST_CLASSES

MOST_NUMBERS = 12
"""Up to so many classes every bar shows its share; beyond, the cursor reads it out."""


class BalanceChart(Chart):
    """A bar for each class, in the colour that it has in the other pictures."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Class balance", parent)
        self._found: Balance | None = None
        self._bottom = ColumnAxis("bottom")
        self._plot = make_plot("", "rows", bottom_axis=self._bottom)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._bars = pg.BarGraphItem(x=[], height=[], width=0.7)
        self._plot.addItem(self._bars)
        self._texts: list[pg.TextItem] = []
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Balance) -> None:
        """Draw the counts."""
        self._found = found
        self._plot.setLabel("bottom", found.target)
        self._bottom.show_column(names=found.labels)
        size, highest = len(found.labels), max(found.counts, default=1)
        self._plot.setRange(xRange=(-0.5, max(size, 1) - 0.5), yRange=(0, highest * 1.2), padding=0)
        self.paint_in(self.theme)
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each class."""
        found = self._found
        if found is None:
            return (), ()
        lines: list[tuple[object, int]] = list(zip(found.labels, found.counts, strict=True))
        if found.rare:
            lines.append((f"{found.rare} further classes", found.others))
        if found.missing:
            lines.append(("", found.missing))
        return (found.target, "rows"), lines

    def paint_in(self, theme: Theme) -> None:
        """The classes' colours, and the axes."""
        paint_plot(self._plot, theme, grid=False)
        found = self._found
        for text in self._texts:
            self._plot.removeItem(text)
        self._texts = []
        if found is None:
            return
        size = len(found.labels)
        coloured = size <= MOST_CLASSES
        brushes = [class_colour(theme, place) if coloured else theme.series.training for place in range(size)]
        self._bars.setOpts(x=np.arange(size), height=list(found.counts), width=0.7, brushes=brushes)
        self._bars.setOpts(pen=pg.mkPen(theme.panel, width=0.5))
        if size > MOST_NUMBERS:
            return
        for place, count in enumerate(found.counts):
            text = pg.TextItem(_percent(count, found), color=theme.muted, anchor=(0.5, 1.0))
            text.setFont(pixel_font(11))
            text.setPos(place, count)
            self._plot.addItem(text, ignoreBounds=True)
            self._texts.append(text)

    def _stand(self) -> None:
        found = self._found
        if found is None:
            return
        parts = [found.told]
        if found.rare:
            parts.append(f"{found.others:,} rows of {found.rare:,} rarer classes have no bar")
        if found.missing:
            parts.append(f"{found.missing:,} without a class")
        self.say("   ·   ".join(parts))

    def _on_mouse_moved(self, place: QPointF) -> None:
        found = self._found
        if found is not None and self._plot.vb.sceneBoundingRect().contains(place):
            at = round(self._plot.vb.mapSceneToView(place).x())
            if 0 <= at < len(found.labels):
                count = found.counts[at]
                rows = "1 row" if count == 1 else f"{count:,} rows"
                self.say(f"{found.labels[at]}:  {rows}, {_percent(count, found)} of those with a class")
                return
        self._stand()


def _percent(count: int, found: Balance) -> str:
    share = 100 * count / max(found.rows - found.missing, 1)
    return f"{share:.0f} %" if share >= 1 or not count else "<1 %"
