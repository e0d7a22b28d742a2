"""The picture of a schedule: the learning rate over the epochs of a run, and where the run is on it.

Every number comes from Schedule.curve; nothing here knows a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from designer.forms.graph_pad import GraphPad
from designer.theme import Appearance, Theme
from designer.widgets.scale import plain
from engine.schedules.base import Curve, Schedule, Span

POINTS = 240
LINES = 8
DOT = 4.0
HEAD = 1.12
"""The picture is so many times as high as the highest rate."""


@dataclass(frozen=True)
class Place:
    """Where a run is: epochs done, with the share of the one in progress, and the learning rate there."""

    epoch: float
    rate: float


class ScheduleView(GraphPad):
    """Shows the rate as a line, dashed where it depends on how the loss will fall; under the mouse it reads it off."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._shown: tuple[Schedule, float, Span] | None = None
        self._curve: Curve = np.empty(0), np.empty(0)
        self._past: tuple[float, ...] = ()
        self._place: Place | None = None
        self.setAccessibleName("Learning rate over the epochs")

    @property
    def curve(self) -> Curve:
        """The points that are drawn: epochs, and the rate there."""
        return self._curve

    @property
    def place(self) -> Place | None:
        """Where the run is that is shown; None for none."""
        return self._place

    def show_schedule(self, schedule: Schedule, rate: float, span: Span) -> None:
        """Draw a schedule for a run of this length. A rate that never changes is nothing to look at: it hides."""
        if (schedule, rate, span) == self._shown:
            return
        self._shown = schedule, rate, span
        self._curve = schedule.curve(rate, span, POINTS)
        self.setVisible(schedule.kind() != "constant")
        self.setAccessibleDescription(self._in_words())
        self.update()

    def show_place(self, place: Place | None, past: Sequence[float] = ()) -> None:
        """Put the dot where the run is. `past` are the rates of the epochs that are done."""
        if (place, len(past)) != (self._place, len(self._past)):
            self._place, self._past = place, tuple(past)
            self.update()

    def reading(self) -> str:
        """What the line above the curve says: what is pointed at, or where the run is."""
        epochs, rates = self._curve
        if self._pointed is not None and len(epochs):
            nearest = int(np.abs(epochs - self._pointed).argmin())
            return f"epoch {int(epochs[nearest]) + 1:,}: {_said(float(rates[nearest]))}"
        return "" if self._place is None else f"now {_said(self._place.rate)}"

    # --- its looks -------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As wide as there is room, and eight lines of text high."""
        return QSize(220, round(LINES * self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the axes, the line, and the dot."""
        theme, painter = self._appearance.theme, self._framed()
        if self._shown is None:
            return
        self._paint_axes(painter, theme)
        self._paint_lines(painter, self._shown[0], theme)
        self._paint_places(painter, theme)
        self._paint_words(painter, self._shown[0], theme)

    # --- inside ----------------------------------------------------------------------------------------------

    @property
    def _pointed(self) -> float | None:
        """The epoch under the mouse."""
        return None if self.share is None else self.share * self._reach

    @property
    def _reach(self) -> float:
        """The epoch at the right edge."""
        return float(max(1, self._shown[2].epochs)) if self._shown is not None else 1.0

    @property
    def _top(self) -> float:
        highest = max((float(self._curve[1].max(initial=0.0)), *self._past), default=0.0)
        return max(highest, 0.0 if self._place is None else self._place.rate) or 1.0

    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance(_said(self._top)) * 0.86 + 12
        return QRectF(self.rect()).adjusted(left, 1.6 * line, -0.8 * line, -1.25 * line)

    def _at(self, epoch: float, rate: float) -> QPointF:
        area = self._area()
        across = area.left() + epoch / self._reach * area.width()
        return QPointF(across, area.bottom() - rate / (HEAD * self._top) * area.height())

    def _line(self, epochs: Sequence[float], rates: Sequence[float]) -> QPolygonF:
        return QPolygonF([self._at(epoch, rate) for epoch, rate in zip(epochs, rates, strict=True)])

    def _paint_axes(self, painter: QPainter, theme: Theme) -> None:
        area, line = self._area(), painter.fontMetrics().height()
        painter.setPen(QPen(QColor(theme.outline), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(QPen(QColor(theme.border), 1))
        high = self._at(0.0, self._top)
        painter.drawLine(high, QPointF(area.right(), high.y()))
        painter.setPen(QColor(theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, place in ((self._top, high), (0.0, area.bottomLeft())):
            painter.drawText(QRectF(0, place.y() - line / 2, area.left() - 5, line), right, _said(value))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "1")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "epoch")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._reach:,.0f}")

    def _paint_lines(self, painter: QPainter, schedule: Schedule, theme: Theme) -> None:
        guessed = schedule.watches
        pen = QPen(QColor(theme.muted if guessed and self._past else theme.accent), 2.0)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if guessed:
            pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        epochs, rates = self._curve
        painter.drawPolyline(self._line(epochs.tolist(), rates.tolist()))
        if guessed and self._past:
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.drawPolyline(self._line(range(len(self._past)), self._past))

    def _paint_places(self, painter: QPainter, theme: Theme) -> None:
        """The upright line under the mouse, and the dot of the run."""
        if self._pointed is not None:
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
            area, across = self._area(), self._at(self._pointed, 0.0).x()
            painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
        if self._place is not None:
            painter.setPen(QPen(QColor(theme.canvas), 1.5))
            painter.setBrush(QColor(theme.series.validation))
            painter.drawEllipse(self._at(self._place.epoch, self._place.rate), DOT + 1, DOT + 1)

    def _paint_words(self, painter: QPainter, schedule: Schedule, theme: Theme) -> None:
        line = painter.fontMetrics().height()
        head = QRectF(self.rect()).adjusted(9, 0.3 * line, -9, 0)
        head.setHeight(line)
        painter.setPen(QColor(theme.muted))
        title = "if the loss stands still" if schedule.watches and not self._past else "learning rate"
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(QColor(theme.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignRight, self.reading())

    def _in_words(self) -> str:
        """What the picture shows, for those who hear it."""
        rates = self._curve[1]
        if not len(rates):
            return ""
        first, highest, last = float(rates[0]), float(rates.max()), float(rates[-1])
        return (
            f"It begins at {_said(first)}, is {_said(highest)} at its highest, and ends at {_said(last)} after "
            f"{self._reach:,.0f} epochs."
        )


def _said(rate: float) -> str:
    """A rate with three digits."""
    return plain(float(f"{rate:.3g}"))
