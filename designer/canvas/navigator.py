"""A view that one moves about in: zoom at the cursor, pinch, panning, fitting, and the dotted ground."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QNativeGestureEvent,
    QPainter,
    QPixmap,
    QPixmapCache,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGestureEvent,
    QGraphicsScene,
    QGraphicsView,
    QPinchGesture,
    QWidget,
)

from designer.canvas.geometry import GRID

SMALLEST, LARGEST = 0.05, 4.0
STEP = 1.25
"""The factor of one "Zoom in"."""
NOTCH = 1.15
"""The factor of one notch of a wheel."""
WORLD = QRectF(-200_000, -200_000, 400_000, 400_000)
"""Where one can go: further than anybody draws."""
FIT_MARGIN = 48.0
CACHE_KIB = 96 * 1024
"""What the pictures of boxes may take up, so that a full view at a large scale is painted once only."""


class Navigator(QGraphicsView):
    """Looks at a scene at 10 % to 400 %. `zoomed(zoom)` follows every change of the scale."""

    zoomed = Signal(float)
    looked = Signal()

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setSceneRect(WORLD)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), CACHE_KIB))
        self._ground, self._dots = QColor(), QColor()
        self._row = QPixmap()
        self._row_for: tuple[object, ...] = ()
        self.centerOn(0, 0)

    @property
    def zoom(self) -> float:
        """The scale: 1 is 100 %."""
        return self.transform().m11()

    def set_ground(self, ground: QColor, dots: QColor) -> None:
        """The colours behind everything."""
        self._ground, self._dots = ground, dots
        self._row_for = ()
        self.viewport().update()

    # --- moving about ----------------------------------------------------------------------------------------

    def zoom_to(self, zoom: float, at: QPoint | None = None) -> None:
        """Look at this scale, from 0.05 to 4; the point `at` of the viewport (its middle) stays where it is."""
        zoom = min(max(zoom, SMALLEST), LARGEST)
        if math.isclose(zoom, self.zoom):
            return
        at = self.viewport().rect().center() if at is None else at
        anchor = self.mapToScene(at)
        self.setTransform(self.transform().fromScale(zoom, zoom))
        moved = self.mapFromScene(anchor) - at
        self.pan_by(moved)
        self.zoomed.emit(zoom)

    def pan_by(self, step: QPoint) -> None:
        """Look further to the right and down by pixels of the screen."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + step.x())
        down.setValue(down.value() + step.y())

    def look_at(self, rect: QRectF, largest: float = 1.0) -> None:
        """Show all of `rect` of the scene with some room around it, no larger than `largest`."""
        if rect.isEmpty():
            return
        self.zoom_to(min(self.scale_for(rect), largest))
        self.centerOn(rect.center())

    def scale_for(self, rect: QRectF) -> float:
        """The scale at which `rect` of the scene fills the viewport but for some room around it."""
        width = max(self.viewport().width() - 2 * FIT_MARGIN, 64.0)
        height = max(self.viewport().height() - 2 * FIT_MARGIN, 64.0)
        return min(width / rect.width(), height / rect.height())

    def bring_into_view(self, rect: QRectF) -> None:
        """Pan just as far as needed to see all of `rect`."""
        shown = self.mapFromScene(rect).boundingRect().adjusted(-32, -32, 32, 32)
        room = self.viewport().rect()
        across = min(shown.left(), 0) or max(shown.right() - room.right(), 0)
        down = min(shown.top(), 0) or max(shown.bottom() - room.bottom(), 0)
        if across or down:
            self.pan_by(QPoint(across, down))

    def shown(self) -> QRectF:
        """What of the scene is seen."""
        return QRectF(self.mapToScene(self.viewport().rect()).boundingRect())

    # --- events ----------------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor; two fingers on a touchpad pan."""
        pixels = event.pixelDelta()
        touchpad = not pixels.isNull() and event.phase() != Qt.ScrollPhase.NoScrollPhase
        if touchpad and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan_by(-pixels)
        else:
            turned = event.angleDelta().y() or event.angleDelta().x()
            self.zoom_to(self.zoom * NOTCH ** (turned / 120.0), event.position().toPoint())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Take pinches."""
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = self.viewport().mapFromGlobal(pinch.hotSpot().toPoint())
                self.zoom_to(self.zoom * pinch.scaleFactor(), middle)
                return True
        if isinstance(event, QNativeGestureEvent) and (
            event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_to(self.zoom * (1.0 + event.value()), event.position().toPoint())
            return True
        return super().viewportEvent(event)

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Tell that something else is seen."""
        super().scrollContentsBy(across, down)
        self.looked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that something else is seen."""
        super().resizeEvent(event)
        self.looked.emit()

    # --- the ground ------------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Dots on the lines of the grid: one row is painted per zoom, and laid down as often as it is seen."""
        painter.save()
        painter.resetTransform()
        exposed = self.mapFromScene(QRectF(rect)).boundingRect()
        painter.fillRect(exposed, self._ground)
        spacing = GRID
        while spacing * self.zoom < 15.0:
            spacing *= 2
        origin = self.mapToScene(QPoint(0, 0))
        first = QPointF(
            math.floor(origin.x() / spacing) * spacing, math.floor(origin.y() / spacing) * spacing
        )
        row = self._dotted_row(spacing, origin.x() - first.x())
        half = row.height() / row.devicePixelRatio() / 2
        number = 0
        while True:
            y = round((first.y() + number * spacing - origin.y()) * self.zoom)
            if y - half > exposed.bottom():
                break
            if y + half >= exposed.top():
                painter.drawPixmap(QPointF(0, y - half), row)
            number += 1
        painter.restore()

    def _dotted_row(self, spacing: float, offset: float) -> QPixmap:
        """A row of dots as wide as the viewport; `offset` is where the scene begins after a line of the grid."""
        ratio = self.viewport().devicePixelRatioF()
        width = self.viewport().width()
        key = (spacing, round(offset * self.zoom), round(self.zoom, 5), width, ratio, self._dots.rgb())
        if key != self._row_for:
            side = round(2 * ratio) if self.zoom >= 0.75 else max(1, round(1.5 * ratio))
            row = QPixmap(round(width * ratio), side)
            row.fill(self._ground)
            painter = QPainter(row)
            count = int(width / (spacing * self.zoom)) + 2
            for number in range(count):
                x = round((number * spacing - offset) * self.zoom * ratio - side / 2)
                painter.fillRect(x, 0, side, side, self._dots)
            painter.end()
            row.setDevicePixelRatio(ratio)
            self._row, self._row_for = row, key
        return self._row
