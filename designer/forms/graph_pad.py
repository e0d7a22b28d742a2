"""A small framed picture in a form that is read off under the mouse: what the curves of forms share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance

SMALL = 0.86
"""The letters in the picture, as a share of those around it."""


class GraphPad(QWidget):
    """Knows in `share` how far across its area the mouse is, from 0 to 1; None outside."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.share: float | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        """Narrower still readable."""
        return QSize(120, self.sizeHint().height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off under the mouse."""
        area = self._area()
        share = (event.position().x() - area.left()) / area.width()
        self.share = share if 0 <= share <= 1 else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop reading off."""
        self.share = None
        self.update()
        super().leaveEvent(event)

    def _area(self) -> QRectF:
        """Where the curve lies, within the frame."""
        return QRectF(self.rect())

    def _framed(self) -> QPainter:
        """A painter with the frame drawn, and small letters."""
        theme, painter = self._appearance.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * SMALL)
        painter.setFont(font)
        return painter
