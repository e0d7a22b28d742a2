"""The picture of an activation function: its curve with its slope, or an example row where it works on whole rows.

Every number comes from Activation.value and Activation.slope; nothing here knows a formula.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from designer.forms.graph_pad import GraphPad
from designer.forms.painted_icon import painted_icon
from designer.theme import Appearance, Theme
from engine.activations.base import Activation

REACH, FAR_REACH = 4.0, 8.0
"""Curves are drawn for sums from -REACH to REACH, or to FAR_REACH where they bend between the two.

They are cut off where they leave that range upwards or downwards.
"""
POINTS = 161
EXAMPLE = (2.0, 1.0, -1.0)
"""The row of sums on which a kind that works on whole rows is shown."""


@dataclass(frozen=True)
class Samples:
    """What is drawn of one activation: y = f(x) and its slope; `slope` is None for a kind that works on rows."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    slope: NDArray[np.float64] | None

    @property
    def reach(self) -> float:
        """The largest sum that is drawn."""
        return float(self.x.max())

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value to be drawn, zero always among them."""
        shown = self.y if self.slope is None else np.concatenate((self.y, self.slope))
        low, high = float(shown.min()), float(shown.max())
        return max(min(low, 0.0), -self.reach), min(max(high, 0.0), self.reach)


@functools.lru_cache(maxsize=512)
def samples(activation: Activation) -> Samples:
    """The curve of an activation, or what it makes of EXAMPLE."""
    if not activation.elementwise:
        row = np.array([EXAMPLE])
        return Samples(row[0], activation.value(row)[0], None)
    near, far = activation.slope(np.array([REACH, FAR_REACH]))
    reach = FAR_REACH if near - far > 0.1 else REACH
    x = np.linspace(-reach, reach, POINTS)
    return Samples(x, activation.value(x), activation.slope(x))


def polygon(
    x: NDArray[np.float64], y: NDArray[np.float64], area: QRectF, limits: tuple[float, float]
) -> QPolygonF:
    """The points of a curve inside `area`: x from the first to the last, y between `limits`."""
    low, high = limits
    across = area.left() + (x - x[0]) / (x[-1] - x[0]) * area.width()
    up = area.bottom() - (y - low) / ((high - low) or 1.0) * area.height()
    return QPolygonF([QPointF(float(a), float(b)) for a, b in zip(across, up, strict=True)])


def paint_glyph(painter: QPainter, area: QRectF, activation: Activation, colour: str) -> None:
    """Paint a curve alone, or the bars of an example, as small as an icon."""
    found = samples(activation)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.2, area.height() / 13)
    inside = area.adjusted(width, width, -width, -width)
    painter.save()
    painter.setClipRect(area)
    if found.slope is None:
        _paint_bars(painter, inside, found.y, QColor(colour))
    else:
        painter.setPen(_pen(colour, width))
        painter.drawPolyline(polygon(found.x, found.y, inside, _limits_of(found)))
    painter.restore()


def _limits_of(found: Samples) -> tuple[float, float]:
    """The limits of the curve alone."""
    return max(float(found.y.min()), -found.reach), min(float(found.y.max()), found.reach)


def _paint_bars(painter: QPainter, area: QRectF, values: NDArray[np.float64], colour: QColor) -> list[QRectF]:
    """Paint one upright bar per value from a common zero line; return where they stand."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    scale = area.height() / ((high - low) or 1.0)
    zero = area.bottom() + low * scale
    step = area.width() / len(values)
    bars = []
    for place, value in enumerate(values):
        top = zero - float(value) * scale
        bars.append(
            QRectF(area.left() + (place + 0.14) * step, min(top, zero), 0.72 * step, max(abs(top - zero), 1))
        )
        painter.fillRect(bars[-1], colour)
    return bars


@functools.lru_cache(maxsize=256)
def curve_icon(activation: Activation, theme: Theme, colour: str = "") -> QIcon:
    """An icon that shows what an activation does, in the colour of activations unless told."""
    ink = colour or theme.family("activation")

    def paint(painter: QPainter, area: QRectF, usable: bool) -> None:
        paint_glyph(painter, area, activation, ink if usable else theme.disabled)

    return painted_icon(paint)


class CurveView(GraphPad):
    """Shows f(x) as a line and its slope as dashes; under the mouse it reads both off. Kinds on rows show bars."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._activation: Activation | None = None

    @property
    def activation(self) -> Activation | None:
        """The activation that is drawn."""
        return self._activation

    def show_activation(self, activation: Activation) -> None:
        """Draw another activation."""
        if activation == self._activation:
            return
        self._activation = activation
        self.share = None
        self.setAccessibleName(f"Curve of {activation.label()}")
        self.setAccessibleDescription(_in_words(activation))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, and four lines of text and a half high."""
        return QSize(220, round(6.6 * self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the axes, and the lines or bars."""
        theme, painter = self._appearance.theme, self._framed()
        if self._activation is None:
            return
        found = samples(self._activation)
        if found.slope is None:
            self._paint_example(painter, found, theme)
        else:
            self._paint_axes(painter, found, theme)
            self._paint_lines(painter, found, theme)
            self._paint_reading(painter, self._activation, found.reach, theme)

    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(2.2 * line, 1.5 * line, -0.8 * line, -1.1 * line)

    def _paint_axes(self, painter: QPainter, found: Samples, theme: Theme) -> None:
        area, limits = self._area(), found.limits
        zero = _up(0.0, area, limits)
        painter.setPen(QPen(QColor(theme.outline), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        middle = area.center().x()
        painter.drawLine(QPointF(middle, area.top()), QPointF(middle, area.bottom()))
        painter.setPen(QColor(theme.muted))
        line = painter.fontMetrics().height()
        below = QRectF(area.left(), area.bottom() + 1, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"−{found.reach:g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{found.reach:g}")
        for value in limits:
            height = _up(value, area, limits)
            if value:
                text = f"{value:.2g}".replace("-", "−")
                box = QRectF(0, height - line / 2, area.left() - 4, line)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_lines(self, painter: QPainter, found: Samples, theme: Theme) -> None:
        area, limits = self._area(), found.limits
        pens = _pens(theme)
        painter.save()
        painter.setClipRect(area.adjusted(-1, -1.5, 1, 1.5))
        for values, pen in ((found.slope, pens[1]), (found.y, pens[0])):
            painter.setPen(pen)
            if values is not None:
                painter.drawPolyline(polygon(found.x, values, area, limits))
        painter.restore()

    def _paint_reading(self, painter: QPainter, activation: Activation, reach: float, theme: Theme) -> None:
        """The legend; under the mouse it holds the numbers."""
        words = ("f(x)", "slope f′(x)")
        if self.share is not None:
            here = np.array([(2 * self.share - 1) * reach])
            value, slope = float(activation.value(here)[0]), float(activation.slope(here)[0])
            words = (f"f({here[0]:.1f}) = {value:.2f}", f"slope {slope:.2f}")
            area = self._area()
            across = area.left() + self.share * area.width()
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
        metrics, left = painter.fontMetrics(), 10.0
        base = 0.35 * metrics.height() + metrics.ascent()
        for text, pen in zip(words, _pens(theme), strict=True):
            painter.setPen(pen)
            painter.drawLine(
                QPointF(left, base - metrics.xHeight() / 2), QPointF(left + 16, base - metrics.xHeight() / 2)
            )
            painter.setPen(QColor(theme.text))
            painter.drawText(QPointF(left + 21, base), text)
            left += 33 + metrics.horizontalAdvance(text)

    def _paint_example(self, painter: QPainter, found: Samples, theme: Theme) -> None:
        """Two groups of bars: the sums of an example row, and what becomes of them."""
        line = painter.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(12, 0.4 * line, -12, -0.4 * line)
        half = room.width() / 2
        groups = (("a row of sums", found.x, theme.muted), ("becomes", found.y, theme.family("activation")))
        for place, (title, values, colour) in enumerate(groups):
            column = QRectF(room.left() + place * half, room.top(), half - 10 * (1 - place), room.height())
            painter.setPen(QColor(theme.text))
            painter.drawText(column, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, title)
            bars = _paint_bars(
                painter, column.adjusted(4, 2.4 * line, -4, -1.2 * line), values, QColor(colour)
            )
            painter.setPen(QColor(theme.text))
            for bar, value in zip(bars, values, strict=True):
                above = bar.top() - line if value >= 0 else bar.bottom()
                box = QRectF(bar.center().x() - 2 * line, above, 4 * line, line)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{value:.2g}".replace("-", "−"))


def _up(value: float, area: QRectF, limits: tuple[float, float]) -> float:
    """How far down a value of y stands."""
    low, high = limits
    return area.bottom() - (value - low) / ((high - low) or 1.0) * area.height()


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _pens(theme: Theme) -> tuple[QPen, QPen]:
    """How the curve and how its slope is drawn."""
    slope = _pen(theme.muted, 1.5)
    slope.setCapStyle(Qt.PenCapStyle.FlatCap)
    slope.setDashPattern([3, 2.5])
    return _pen(theme.family("activation"), 2.2), slope


def _in_words(activation: Activation) -> str:
    """What the picture shows, for those who hear it."""
    found = samples(activation)
    if found.slope is None:
        pairs = ", ".join(f"{x:g} becomes {y:.2g}" for x, y in zip(found.x, found.y, strict=True))
        return f"Of a row of sums, {pairs}."
    x = np.array([-2.0, 0.0, 2.0])
    values, slopes = activation.value(x), activation.slope(x)
    at = [f"at {a:g} it is {b:.2g} with slope {c:.2g}" for a, b, c in zip(x, values, slopes, strict=True)]
    return f"{'; '.join(at)}.".capitalize()
