"""How strongly the loss pulls at each layer: the norm of its gradient, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.plot import (
    AHEAD,
    figure,
    holds,
    line_pen,
    make_legend,
    make_plot,
    paint_legend,
    paint_plot,
    thin_pen,
)
from designer.charts.series import Series, Tail, thinned
from designer.theme import Appearance, Theme, mix
from engine.training.messages import Record

MOST_IN_LEGEND = 8


class GradientChart(Chart):
    """One line for each layer with weights, on a logarithmic scale; the chosen layer's is the strong one.

    Far apart lines tell of a gradient that vanishes (early layers far below) or explodes.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Gradient norms", parent)
        self._epochs = Series()
        self._norms: dict[str, Series] = {}
        self._names: dict[str, str] = {}
        self._tail: Tail[Record] = Tail()
        self._chosen = ""
        self._curves: dict[str, pg.PlotCurveItem] = {}
        self._plot = make_plot("epoch", "gradient norm", counts=True)
        self._plot.getAxis("left").setLogMode(y=True)
        self._plot.disableAutoRange()
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._legend = make_legend(self._plot)
        self._cross = pg.InfiniteLine(angle=90)
        self._cross.hide()
        self._plot.addItem(self._cross, ignoreBounds=True)
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.viewport().setMouseTracking(True)
        self.finish()

    def follow(self, records: Sequence[Record], names: Mapping[str, str]) -> None:
        """Show these epochs: those that are new are added, another run takes the place of the last.

        `names` are the layers' titles by node id.
        """
        new, follows = self._tail.rest(records)
        renamed = dict(names) != self._names
        self._names = dict(names)
        if not follows:
            for curve in self._curves.values():
                self._plot.removeItem(curve)
            self._epochs, self._norms, self._curves = Series(), {}, {}
        begun = len(self._curves)
        for node_id in dict.fromkeys(node_id for record in new for node_id in record.gradient_norms):
            if node_id not in self._norms:
                self._begin(node_id)
            self._norms[node_id].add(*(record.gradient_norms.get(node_id, math.nan) for record in new))
        self._epochs.add(*(record.epoch for record in new))
        if renamed or len(self._curves) != begun:
            self.paint_in(self.theme)
        self._draw()

    def choose(self, node_id: str) -> None:
        """Make this layer's line the strong one; "" for none."""
        if node_id != self._chosen:
            self._chosen = node_id
            self.paint_in(self.theme)

    def data(self) -> tuple[Sequence[str], Rows]:
        """A line for each epoch, a column for each layer."""
        epochs = self._epochs.values.astype(int).tolist()
        columns = [series.values.tolist() for series in self._norms.values()]
        return ["epoch", *map(self._name, self._norms)], zip(epochs, *columns, strict=True)

    def paint_in(self, theme: Theme) -> None:
        """Early layers in the colour of the accent, late ones in that of the output; the chosen one strong."""
        paint_plot(self._plot, theme)
        paint_legend(self._legend, theme)
        self._cross.setPen(thin_pen(theme, style=Qt.PenStyle.SolidLine))
        self._legend.clear()
        last = max(1, len(self._curves) - 1)
        for place, (node_id, curve) in enumerate(self._curves.items()):
            colour = mix(theme.series.training, theme.families.activation, place / last)
            pale = bool(self._chosen) and node_id != self._chosen and self._chosen in self._curves
            ink = QColor(colour)
            ink.setAlphaF(0.55 if pale else 1.0)
            curve.setPen(line_pen(ink.name(QColor.NameFormat.HexArgb), width=1.5 if pale else 2.5))
            if len(self._curves) <= MOST_IN_LEGEND or node_id == self._chosen:
                self._legend.addItem(curve, self._name(node_id))

    def _begin(self, node_id: str) -> None:
        """A layer appears: with gaps for the epochs before it."""
        self._norms[node_id] = Series()
        self._norms[node_id].add(*(math.nan for _ in range(len(self._epochs))))
        curve = self._curves[node_id] = pg.PlotCurveItem(antialias=True)
        curve.setSegmentedLineMode("on")
        self._plot.addItem(curve)

    def _draw(self) -> None:
        drawn = []
        for node_id, curve in self._curves.items():
            values = self._norms[node_id].values
            logs = np.log10(values, out=np.full(len(values), np.nan), where=values > 0)
            drawn.append(logs[np.isfinite(logs)])
            curve.setData(*thinned(self._epochs.values, logs, most=500), connect="finite")
        self._fit(np.concatenate(drawn) if drawn else np.empty(0))
        self._stand()

    def _fit(self, logs: np.ndarray) -> None:
        low, high = (float(logs.min()), float(logs.max())) if len(logs) else (-2.0, 0.0)
        epochs = self._epochs.values
        first, last = (float(epochs[0]), float(epochs[-1])) if len(epochs) else (0.0, 10.0)
        (left, right), (bottom, top) = self._plot.vb.viewRange()
        if holds((left, right), (first, last)) and holds((bottom, top), (low, high)):
            return
        room = max(0.1, (high - low) * 0.12)
        ahead = max(1.0, (last - first) * AHEAD)
        self._plot.setRange(xRange=(first - 0.5, last + ahead), yRange=(low - room, high + room), padding=0)

    def _stand(self) -> None:
        if not self._cross.isVisible():
            count = len(self._epochs)
            self.say(
                "Of the last batch of each epoch"
                if count
                else "The norm of each layer's gradient appears here."
            )

    def _name(self, node_id: str) -> str:
        return self._names.get(node_id, node_id)

    def _on_mouse_moved(self, place: QPointF) -> None:
        view = self._plot.vb
        epoch = round(view.mapSceneToView(place).x()) if view.sceneBoundingRect().contains(place) else 0
        row = int(np.searchsorted(self._epochs.values, epoch)) if epoch > 0 else len(self._epochs)
        there = row < len(self._epochs)
        self._cross.setVisible(there)
        if there:
            self._cross.setPos(self._epochs.values[row])
            parts = [
                f"{self._name(node)} {figure(series.values[row], 3)}" for node, series in self._norms.items()
            ]
            self.say(f"epoch {int(self._epochs.values[row])}   ·   " + ", ".join(parts))
        else:
            self._stand()
