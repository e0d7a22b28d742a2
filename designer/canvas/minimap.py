"""The whole network, small, in a corner: where one is, and a quick way elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from designer.canvas.navigator import Navigator
from designer.canvas.scene import CanvasScene
from designer.canvas.style import Style, see_through

SIZE = QSize(190, 124)
FROM_NODES = 10
"""So many nodes make it appear, once some of them are out of sight."""
INNER = 8.0
CORNER = 12
"""What it keeps away from the corner."""


class Minimap(QWidget):
    """Lies over its view's lower right corner. The boxes are painted when they have moved, the frame each time."""

    def __init__(self, scene: CanvasScene, view: Navigator) -> None:
        super().__init__(view)
        self._scene = scene
        self._view = view
        self._boxes: QPixmap | None = None
        self._world = QRectF()
        self.setAccessibleName("Overview of the network")
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        scene.arranged.connect(self._on_arranged)
        view.looked.connect(self._on_looked)
        view.zoomed.connect(self._on_looked)
        self._on_arranged()

    def _on_arranged(self) -> None:
        self._boxes = None
        self._world = self._scene.extent()
        self._on_looked()

    def _on_looked(self) -> None:
        room = self._view.rect()
        self.move(room.right() - self.width() - CORNER, room.bottom() - self.height() - CORNER)
        needed = len(self._scene.nodes) >= FROM_NODES and not self._view.shown().contains(self._world)
        self.setVisible(needed)
        if needed:
            self.update()

    def refresh(self) -> None:
        """Paint all anew: another theme, other families."""
        self._boxes = None
        self.update()

    def scene_point(self, at: QPointF) -> QPointF:
        """What of the scene lies at a point of this widget."""
        scale, left, top = self._frame()
        return QPointF((at.x() - left) / scale, (at.y() - top) / scale)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.centerOn(self.scene_point(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.centerOn(self.scene_point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press was ours."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card, the boxes, and the frame of what is seen."""
        style = self._scene.style_of_items
        if self._boxes is None:
            self._boxes = self._draw_boxes(style)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        scale, left, top = self._frame()
        seen = self._view.shown()
        frame = QRectF(
            seen.left() * scale + left, seen.top() * scale + top, seen.width() * scale, seen.height() * scale
        )
        painter.setPen(QPen(style.accent, 1.5))
        painter.setBrush(see_through(style.theme.accent, 0.1))
        painter.drawRoundedRect(frame, 3, 3)
        painter.end()

    def _frame(self) -> tuple[float, float, float]:
        """The scale, and where the scene's origin falls."""
        world = self._world
        width, height = self.width() - 2 * INNER, self.height() - 2 * INNER
        scale = min(width / max(world.width(), 1.0), height / max(world.height(), 1.0), 0.2)
        left = self.width() / 2 - world.center().x() * scale
        top = self.height() / 2 - world.center().y() * scale
        return scale, left, top

    def _draw_boxes(self, style: Style) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.edge)
        painter.setBrush(see_through(style.theme.node, 0.94))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        scale, left, top = self._frame()
        for item in self._scene.nodes.values():
            box = item.box()
            painter.setBrush(style.family(item.face.family))
            painter.drawRect(
                QRectF(
                    box.left() * scale + left,
                    box.top() * scale + top,
                    max(box.width() * scale, 2.0),
                    max(box.height() * scale, 2.0),
                )
            )
        painter.end()
        return picture
