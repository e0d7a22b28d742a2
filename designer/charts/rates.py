"""What a learning rate range test finds: the loss against the rate, and the rate that the person chooses."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart, Rows
from designer.charts.plot import (
    figure,
    line_pen,
    make_legend,
    make_plot,
    paint_legend,
    paint_plot,
    pixel_font,
    thin_pen,
)
from designer.charts.series import Floats, thinned
from designer.theme import Appearance, Theme
from designer.widgets.scale import plain
from engine.training.rate_finder import RateFound, RateTried, smoothed_both_ways

KEY_STEP, FAR_STEP = 0.05, 0.5
"""How far an arrow key moves the chosen rate, in powers of ten; with Shift."""
ROOM = 0.12
"""The free space above and below the curve, as a share of its fall."""
CALM = 0.3
"""The share of the first loss that the picture shows at least, as long as no fall was found."""
EDGE, LABEL_WIDTH = 0.04, 0.09
"""How far from the top signs stay, and the room that words take, as shares of the picture."""
SIDE = 0.15
"""The free space beside the curve, in powers of ten."""
HIGHEST = 1.6
"""The picture shows losses up to so many times the height of the fall; what rises further leaves it at the top."""
SIGNS = {
    "steepest": ("falls fastest: suggested", "o", 10),
    "suggested": ("suggested", "t", 11),
    "lowest": ("lowest", "d", 12),
    "diverged": ("diverges", "x", 12),
}
"""What is marked on the curve: in words, by which sign, and how large."""
ANCHORS = {
    "steepest": (1.05, -0.1),
    "suggested": (-0.05, 1.1),
    "lowest": (0.5, -0.35),
    "diverged": (-0.15, 0.5),
}
"""Where the words stand: left and right of a falling curve, below its lowest point, and right of its end."""


class RateChart(Chart):
    """The loss at each rate, by itself and smoothed, with what was found marked; `picked(rate)` follows a click.

    Left and right move the chosen rate, Shift with them by more.
    """

    picked = Signal(float)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, "Loss at growing learning rates", parent)
        self._tried: Sequence[RateTried] = ()
        self._found: RateFound | None = None
        self._across = (-7.0, 1.0)
        self.chosen: float | None = None
        self._plot = make_plot("learning rate", "loss", log=True)
        self._plot.vb.setMouseEnabled(x=False, y=False)
        self._plot.disableAutoRange()
        self._band = pg.LinearRegionItem(movable=False)
        self._band.setZValue(-10)
        self._pale, self._line = pg.PlotCurveItem(antialias=True), pg.PlotCurveItem(antialias=True)
        self._signs, self._words = {}, {}
        for name, (words, symbol, size) in SIGNS.items():
            self._signs[name] = pg.ScatterPlotItem(symbol=symbol, size=size, antialias=True, useCache=False)
            self._words[name] = pg.TextItem(words, anchor=ANCHORS[name])
            self._words[name].setFont(pixel_font(12))
        self._now, self._choice = _upright("now", 0.045, 11), _upright("", 0.94, 12)
        self._cross = pg.InfiniteLine(angle=90)
        self._now.hide()
        lines = self._band, self._pale, self._line, self._now, self._cross, self._choice
        for item in (*lines, *self._signs.values(), *self._words.values()):
            self._plot.addItem(item, ignoreBounds=True)
        self._legend = make_legend(self._plot, right=False, place=1.0)
        self.area.addItem(self._plot)
        self.area.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.area.scene().sigMouseClicked.connect(self._on_mouse_clicked)
        self.area.viewport().setMouseTracking(True)
        self.area.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._show_cross(None)
        self._draw()
        self.finish()

    # --- what is shown ---------------------------------------------------------------------------------------

    def follow(
        self, tried: Sequence[RateTried], lowest: float, highest: float, found: RateFound | None = None
    ) -> None:
        """Show these steps of a test from the lowest to the highest rate.

        What it has found is marked: where the loss fell fastest, was lowest, and rose beyond all bounds.
        """
        self._tried, self._found = list(tried), found
        self._across = math.log10(lowest), math.log10(highest)
        self._draw()

    def show_present(self, rate: float) -> None:
        """A thin line at the rate that holds now."""
        self._now.setPos(math.log10(rate))
        self._now.show()

    def choose(self, rate: float | None) -> None:
        """Put the upright line at a rate; None takes it away."""
        self.chosen = rate
        self._choice.setVisible(rate is not None)
        if rate is not None:
            self._choice.setPos(math.log10(rate))
            self._choice.label.setText(plain(rate))
        self._show_cross(None)

    def data(self) -> tuple[Sequence[str], Rows]:
        """Every rate with its losses."""
        rows = ((each.step, each.rate, each.loss, each.smoothed) for each in self._tried)
        return ("step", "learning rate", "loss", "smoothed loss"), rows

    # --- inside ----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        places = np.log10([each.rate for each in self._tried]) if self._tried else np.empty(0)
        losses = np.array([each.loss for each in self._tried])
        smoothed = np.array([each.smoothed for each in self._tried])
        if self._found is not None:
            # In the end the curve is the one that the finding is about: what comes later is known by then.
            smoothed[np.isfinite(losses)] = smoothed_both_ways(losses.tolist())
        for curve, values in ((self._pale, losses), (self._line, smoothed)):
            known = np.isfinite(values)
            curve.setData(*thinned(places[known], values[known]))
        self._fit(losses, smoothed)
        self._mark(places, smoothed)

    def _fit(self, losses: Floats, smoothed: Floats) -> None:
        """Show the fall of the loss in full; how far it rises at the end says little, and would press it flat."""
        known = smoothed[np.isfinite(smoothed)]
        low, high = (float(known.min()), float(known[0])) if len(known) else (0.0, 1.0)
        raw = losses[np.isfinite(losses)]
        low = min([low, *raw[raw > low - (high - low)].tolist()])
        if self._found is None or self._found.suggested is None:
            # While little has fallen the steps are noise: the picture does not leap after each of them.
            low = min(low, high - CALM * abs(high))
        fall = (high - low) or abs(high) or 1.0
        top = min(float(known.max(initial=high)), low + HIGHEST * fall) if len(known) else high
        self._plot.setRange(
            xRange=(self._across[0] - SIDE, self._across[1] + SIDE),
            yRange=(low - ROOM * fall, max(top, high) + ROOM * fall),
            padding=0,
        )

    def _mark(self, places: Floats, smoothed: Floats) -> None:
        found = self._found
        rates: dict[str, float | None] = {}
        if found is not None:
            rates = {"steepest": found.steepest, "lowest": found.lowest}
            rates["suggested"] = found.careful if found.steepest is None else None
            rates["diverged"] = 10 ** float(places[-1]) if found.diverged and len(places) else None
        bottom, top = self._plot.vb.viewRange()[1]
        top -= EDGE * (top - bottom)
        for name, signs in self._signs.items():
            rate, words = rates.get(name), self._words[name]
            words.setVisible(rate is not None)
            if rate is None:
                signs.setData([], [])
                continue
            place = int(np.abs(places - math.log10(rate)).argmin())
            height = min(float(smoothed[place]), top) if math.isfinite(smoothed[place]) else top
            signs.setData([places[place]], [height])
            words.setPos(places[place], height)
        # Where the curve ends at the picture's edge, there is no room right of it.
        at_the_edge = len(places) > 0 and self._across[1] - places[-1] < LABEL_WIDTH * (
            self._across[1] - self._across[0]
        )
        self._words["diverged"].setAnchor((1.15, 0.5) if at_the_edge else ANCHORS["diverged"])
        ends = [] if found is None else [math.log10(each) for each in (found.steepest, found.careful) if each]
        self._band.setVisible(len(ends) == 2)
        if len(ends) == 2:
            self._band.setRegion((min(ends), max(ends)))

    def paint_in(self, theme: Theme) -> None:
        """The colours of a theme: the curve blue as training is, the choice in the colour of accents."""
        paint_plot(self._plot, theme)
        paint_legend(self._legend, theme)
        self._pale.setPen(line_pen(theme.series.training, pale=True))
        self._line.setPen(line_pen(theme.series.training, width=2.5))
        colours = {
            "steepest": theme.success,
            "suggested": theme.accent,
            "lowest": theme.series.validation,
            "diverged": theme.danger,
        }
        for name, colour in colours.items():
            self._signs[name].setBrush(colour)
            self._signs[name].setPen(pg.mkPen(theme.panel, width=1))
            self._words[name].setColor(theme.text)
        ground = QColor(theme.accent)
        ground.setAlphaF(0.12)
        self._band.setBrush(ground)
        for line in self._band.lines:
            line.setPen(pg.mkPen(None))
        self._cross.setPen(thin_pen(theme, style=Qt.PenStyle.SolidLine))
        self._now.setPen(thin_pen(theme))
        self._now.label.setColor(theme.muted)
        self._choice.setPen(pg.mkPen(theme.accent, width=2))
        self._choice.label.setColor(theme.on_accent)
        self._choice.label.fill = pg.mkBrush(theme.accent)
        self._legend.clear()
        for item, words in ((self._pale, "loss of each step"), (self._line, "smoothed")):
            self._legend.addItem(item, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the chosen rate."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.chosen is None:
            super().keyPressEvent(event)
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pick(math.log10(self.chosen) + step * (FAR_STEP if far else KEY_STEP))

    def _pick(self, place: float) -> None:
        low, high = self._across
        self.picked.emit(rounded(10 ** min(max(place, low), high)))

    def _on_mouse_clicked(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        view = self._plot.vb
        if self._tried and view.sceneBoundingRect().contains(event.scenePos()):
            self._pick(view.mapSceneToView(event.scenePos()).x())

    def _on_mouse_moved(self, place: QPointF) -> None:
        view = self._plot.vb
        inside = view.sceneBoundingRect().contains(place)
        self._show_cross(view.mapSceneToView(place).x() if inside else None)

    def _show_cross(self, place: float | None) -> None:
        """Read off the step nearest to a place of the axis; None for none."""
        there = place is not None and len(self._tried) > 0
        self._cross.setVisible(there)
        if place is None or not self._tried:
            self.say("Click on the curve, or press ← and →, to choose another rate." if self._tried else "")
            return
        nearest = min(self._tried, key=lambda each: abs(math.log10(each.rate) - place))
        self._cross.setPos(math.log10(nearest.rate))
        loss, smoothed = figure(nearest.loss), figure(nearest.smoothed)
        self.say(f"rate {plain(rounded(nearest.rate))}   ·   loss {loss}, smoothed {smoothed}")


def _upright(label: str, height: float, pixels: int) -> pg.InfiniteLine:
    """A line with words beside it, on the side that has room."""
    line = pg.InfiniteLine(
        angle=90, label=label, labelOpts={"position": height, "anchors": [(0, 0.5), (1, 0.5)]}
    )
    line.label.setFont(pixel_font(pixels))
    return line


def rounded(rate: float) -> float:
    """A rate with two digits: no test tells more."""
    return float(f"{rate:.2g}")
