"""How often each value of a column occurs: bars, of one class upon another or beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from designer.charts.axes import ColumnAxis, short
from designer.charts.chart import Chart, Rows
from designer.charts.classes import class_colour
from designer.charts.plot import make_plot, make_room, make_side_legend, paint_legend, paint_plot
from designer.icons import icon
from designer.theme import Appearance, Theme
from engine.data.pictures.distribution import Distribution


class DistributionChart(Chart):
    """A bar for each bin and class."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Histogram", parent)
        self._found: Distribution | None = None
        self._bars: list[pg.BarGraphItem] = []
        self._bottom = ColumnAxis("bottom")
        self._plot = make_plot("", "rows", bottom_axis=self._bottom)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._legend = make_side_legend(self._plot)
        self.area.addItem(self._plot)
        self.beside = QToolButton()
        self.beside.setCheckable(True)
        self.beside.setIconSize(QSize(16, 16))
        self.beside.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.beside.setAccessibleName("Side by side")
        self.beside.setToolTip("Draw the classes side by side instead of one upon another.")
        self.beside.toggled.connect(lambda _on: self._draw())
        self.beside.hide()
        self.add_control(self.beside)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def show_picture(self, found: Distribution) -> None:
        """Draw what was counted."""
        self._found = found
        self._plot.setLabel("bottom", found.column)
        self._bottom.show_column(moments=found.moments, names=found.names)
        self.beside.setVisible(len(found.labels) > 1)
        self._draw()
        self._stand()

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each bin, with the count of each class."""
        found = self._found
        if found is None:
            return (), ()
        counts = found.counts.T.tolist()
        header = found.labels or ("count",)
        if found.names:
            return (found.column, *header), (
                [name, *line] for name, line in zip(found.names, counts, strict=True)
            )
        edges = found.edges.tolist()
        lines = ([*pair, *line] for *pair, line in zip(edges[:-1], edges[1:], counts, strict=True))
        return ("from", "to", *header), lines

    def paint_in(self, theme: Theme) -> None:
        """The classes' colours, and the axes."""
        paint_plot(self._plot, theme, grid=False)
        paint_legend(self._legend, theme)
        self.beside.setIcon(icon("chart-column", theme))
        for place, bars in enumerate(self._bars):
            bars.setOpts(brush=class_colour(theme, place), pen=pg.mkPen(theme.panel, width=0.5))

    def _draw(self) -> None:
        for bars in self._bars:
            self._plot.removeItem(bars)
        self._legend.clear()
        self._bars = []
        found = self._found
        if found is None:
            return
        widths, middles = np.diff(found.edges), (found.edges[1:] + found.edges[:-1]) / 2
        widths = widths * (0.8 if found.names else 1.0)
        size, below = len(found.counts), np.zeros(found.counts.shape[1], np.int64)
        beside = self.beside.isChecked() and size > 1
        for place, counts in enumerate(found.counts):
            if beside:
                part = widths * 0.9 / size
                x, y0, width = middles + part * (place - (size - 1) / 2), np.zeros_like(below), part
            else:
                x, y0, width = middles, below.copy(), widths
            bars = pg.BarGraphItem(x=x, y0=y0, height=counts, width=width)
            self._plot.addItem(bars)
            self._bars.append(bars)
            if found.labels:
                self._legend.addItem(bars, short(found.labels[place]))
            below += counts
        make_room(self._plot, self._legend)
        highest = max(1, int(found.counts.max() if beside else below.max()))
        low, high = float(found.edges[0]), float(found.edges[-1])
        self._plot.setRange(xRange=(low, high), yRange=(0, highest * 1.08), padding=0)
        self.paint_in(self.theme)

    def _stand(self) -> None:
        found = self._found
        if found is None:
            return
        missing = f"   ·   {found.missing:,} not drawn" if found.missing else ""
        self.say(f"{found.told}{missing}")

    def _on_mouse_moved(self, place: QPointF) -> None:
        found = self._found
        if found is None or not self._plot.vb.sceneBoundingRect().contains(place):
            self._stand()
            return
        x = self._plot.vb.mapSceneToView(place).x()
        at = int(np.searchsorted(found.edges, x, "right")) - 1
        if not 0 <= at < len(found.edges) - 1:
            self._stand()
            return
        if found.names:
            where = found.names[at]
        else:
            where = f"{self._bottom.said(found.edges[at])} to {self._bottom.said(found.edges[at + 1])}"
        counts = found.counts[:, at].tolist()
        told = ", ".join(
            f"{count:,} {label}" for label, count in zip(found.labels, counts, strict=False) if count
        )
        total = sum(counts)
        rows = "1 row" if total == 1 else f"{total:,} rows"
        self.say(f"{where}:  {rows}" + (f" ({told})" if told else ""))
