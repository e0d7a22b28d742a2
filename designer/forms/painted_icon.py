"""Icons that a function paints: sharp at every size, and free of cost until they are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

Paint = Callable[[QPainter, QRectF, bool], None]
"""Paints the icon into an area; the last argument says whether it can be used."""


class PaintedEngine(QIconEngine):
    """Calls its function whenever Qt asks for the icon."""

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint
        self._clones: list[QIconEngine] = []

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint the icon into `rect`."""
        self._paint(painter, QRectF(rect), mode is not QIcon.Mode.Disabled)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on `size` device pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the icon on `size` device independent pixels of `scale` device pixels each."""
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        """Return `size`: a painting has no size of its own."""
        return size

    def isNull(self) -> bool:
        """Return False: there is always something to draw."""
        return False

    def clone(self) -> QIconEngine:
        """Return an engine that paints the same.

        WORKAROUND PySide6: it frees what a clone() in Python returns while Qt still uses it, so we hold on to it.
        """
        clone = PaintedEngine(self._paint)
        self._clones.append(clone)
        return clone


def painted_icon(paint: Paint) -> QIcon:
    """An icon that `paint` draws."""
    return QIcon(PaintedEngine(paint))
