"""A column's values at a glance: a row of tiny bars, and how many are missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance, Theme, mix

LOWEST_BAR = 1.5
MISSING_HEIGHT = 3.0
GAP = 1.0


def paint_histogram(
    painter: QPainter, rect: QRectF, counts: Sequence[float], missing: float, theme: Theme, colour: str = ""
) -> None:
    """Paint bars for `counts` into `rect`, the largest as high as there is room.

    `missing` (0 to 1) is the share of rows without a value: so much of a line below the bars is drawn as a warning.
    """
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    bars = QRectF(rect)
    if missing > 0:
        bars.setBottom(rect.bottom() - MISSING_HEIGHT - 2)
        _paint_missing(painter, rect, missing, theme)
    _paint_bars(painter, bars, counts, colour or mix(theme.panel, theme.accent, 0.65))
    painter.restore()


def _paint_bars(painter: QPainter, rect: QRectF, counts: Sequence[float], colour: str) -> None:
    highest = max(counts, default=0)
    if highest <= 0:
        return
    width = rect.width() / len(counts)
    gap = GAP if width > 3 else 0.0
    painter.setBrush(QColor(colour))
    for place, count in enumerate(counts):
        if count > 0:
            height = max(LOWEST_BAR, rect.height() * count / highest)
            painter.drawRect(
                QRectF(rect.left() + place * width, rect.bottom() - height, max(width - gap, 0.5), height)
            )


def _paint_missing(painter: QPainter, rect: QRectF, missing: float, theme: Theme) -> None:
    line = QRectF(rect.left(), rect.bottom() - MISSING_HEIGHT, rect.width(), MISSING_HEIGHT)
    painter.setBrush(QColor(theme.pressed))
    painter.drawRect(line)
    # However few are missing, it is to be seen that some are.
    line.setWidth(max(2.0, rect.width() * min(missing, 1.0)))
    painter.setBrush(QColor(theme.warning))
    painter.drawRect(line)


class Histogram(QWidget):
    """A row of tiny bars; what it shows is also said in words, for screen readers and in the tooltip."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._counts: tuple[float, ...] = ()
        self._missing = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(40, 24)
        appearance.changed.connect(self._on_appearance_changed)

    def show_counts(self, counts: Sequence[float], missing: float = 0.0, words: str = "") -> None:
        """Show a bar for each count, and the share (0 to 1) of rows without a value; `words` say the same."""
        self._counts = tuple(counts)
        self._missing = missing
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for some twenty bars."""
        return QSize(96, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_histogram(QPainter(self), area, self._counts, self._missing, self._appearance.theme)

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()
