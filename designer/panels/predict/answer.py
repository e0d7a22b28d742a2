"""What a network says of one row: a bar for each class, or a number on the scale of the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance, Theme

MOST_BARS = 12
LINE, BAR, GAP = 26, 10, 10


class AnswerBars(QWidget):
    """The probability of each class; of more than twelve, the likeliest. The largest is lit."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shares: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance_changed)

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        """Class and probability of every bar, from top to bottom."""
        return self._shares

    def show_shares(self, labels: Sequence[str], probabilities: Sequence[float]) -> None:
        """Show other probabilities, in the order of the classes."""
        shares = list(zip(labels, (float(each) for each in probabilities), strict=True))
        if len(shares) > MOST_BARS:
            shares = sorted(shares, key=lambda share: -share[1])[:MOST_BARS]
        count = len(self._shares)
        self._shares = tuple(shares)
        self.setAccessibleName(", ".join(f"{label} {percent(share)}" for label, share in shares))
        if len(shares) != count:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each class."""
        return QSize(280, max(1, len(self._shares)) * self._line())

    def minimumSizeHint(self) -> QSize:
        """As high as all lines."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the classes' names, bars and percentages."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, metrics = self._appearance.theme, painter.fontMetrics()
        names = min(
            max((metrics.horizontalAdvance(label) for label, _ in self._shares), default=0) + 4,
            self.width() // 3,
        )
        numbers = metrics.horizontalAdvance("100.0 %") + 4
        best = max((share for _, share in self._shares), default=0.0)
        for place, (label, share) in enumerate(self._shares):
            line = QRectF(0, place * self._line(), self.width(), self._line())
            lit = share == best
            painter.setPen(QColor(theme.text if lit else theme.muted))
            elided = metrics.elidedText(label, Qt.TextElideMode.ElideRight, names)
            left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(line.adjusted(0, 0, names - line.width(), 0), int(left), elided)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, int(right), percent(share))
            track = QRectF(
                names + GAP, line.center().y() - BAR / 2, self.width() - names - numbers - 2 * GAP, BAR
            )
            _paint_bar(painter, track, share, theme, lit)

    def _line(self) -> int:
        return max(LINE, self.fontMetrics().height() + 8)

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()


class AnswerScale(QWidget):
    """Where a number stands between the least and the largest of the table."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._low = self._high = self._value = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self._on_appearance_changed)

    def show_value(self, value: float, low: float, high: float) -> None:
        """Mark another number."""
        self._value, self._low, self._high = value, low, high
        self.setAccessibleName(f"{value:.6g}, on a scale from {low:.6g} to {high:.6g}")
        self.update()

    def sizeHint(self) -> QSize:
        """A bar with two numbers below."""
        return QSize(280, 16 + self.fontMetrics().height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the scale, its ends, and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._appearance.theme
        track = QRectF(8, 5, self.width() - 16, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.pressed))
        painter.drawRoundedRect(track, 3, 3)
        span = self._high - self._low
        share = min(max((self._value - self._low) / span, 0.0), 1.0) if span > 0 else 0.5
        painter.setBrush(QColor(theme.families.output))
        painter.drawEllipse(QRectF(track.left() + share * track.width() - 7, 1, 14, 14))
        painter.setPen(QColor(theme.muted))
        below = QRectF(0, 18, self.width(), self.fontMetrics().height() + 2)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft), f"{self._low:,.6g}")
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight), f"{self._high:,.6g}")

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()


def percent(share: float) -> str:
    """A probability as a person reads it: never 100 % where a little is left."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{100 * share:.1f} %"


def headline(font: QFont) -> QFont:
    """The font of the answer itself."""
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 1.7)
    large.setWeight(QFont.Weight.DemiBold)
    return large


def _paint_bar(painter: QPainter, track: QRectF, share: float, theme: Theme, lit: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.pressed))
    painter.drawRoundedRect(track, BAR / 2, BAR / 2)
    if share > 0:
        filled = QRectF(track)
        filled.setWidth(max(float(BAR), track.width() * share))
        painter.setBrush(QColor(theme.families.output if lit else theme.outline))
        painter.drawRoundedRect(filled, BAR / 2, BAR / 2)
