"""A network in one line: boxes with a few words, joined by arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.theme import Appearance, Theme
from engine.layers import LAYERS

HEIGHT, PADDING, ARROW, HEAD = 26, 9, 22, 4
FAMILIES = {"Inputs": "data", "Output": "output"} | {
    kind.label().partition(" ")[0]: kind.family for kind in reversed(list(LAYERS.values()))
}
"""The family of a box by its first word."""


class NetworkSketch(QWidget):
    """Draws what `show_boxes` is given; a line that does not fit goes on below. Says the same in words."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._boxes: tuple[str, ...] = ()
        self._families: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        appearance.changed.connect(self._on_appearance_changed)

    @property
    def boxes(self) -> tuple[str, ...]:
        """What stands in the boxes, from left to right."""
        return self._boxes

    def show_boxes(
        self, boxes: Sequence[str], families: Sequence[str] = (), name: str = "Proposed network"
    ) -> None:
        """Draw other boxes, in the colours of these families; of those that their first words tell if none are given.

        `name` is what a screen reader calls it.
        """
        self._boxes = tuple(boxes)
        self._families = tuple(families) or tuple(
            FAMILIES.get(box.partition(" ")[0], "core") for box in boxes
        )
        self.setAccessibleName(f"{name}: " + ", then ".join(boxes))
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """As many lines as the boxes take."""
        areas = self._areas(width)
        return round(areas[-1].bottom()) + 1 if areas else HEIGHT

    def sizeHint(self) -> QSize:
        """All boxes in one line."""
        return QSize(round(sum(self._width(box) + ARROW for box in self._boxes)), HEIGHT + 1)

    def minimumSizeHint(self) -> QSize:
        """The widest box alone."""
        widest = max((self._width(box) for box in self._boxes), default=0.0)
        return QSize(round(min(widest, 240)), HEIGHT + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the width leaves: layouts within layouts do not ask."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the boxes and the arrows between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._appearance.theme
        areas = self._areas(self.width())
        for place, (box, area) in enumerate(zip(self._boxes, areas, strict=True)):
            colour = QColor(theme.family(self._families[place]))
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(QColor(theme.tint(colour.name(), 0.1)))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.setPen(QColor(theme.text))
            words = painter.fontMetrics().elidedText(
                box, Qt.TextElideMode.ElideMiddle, int(area.width() - PADDING)
            )
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), words)
            if place:
                self._paint_arrow(painter, theme, QPointF(area.left(), area.center().y()))

    def _paint_arrow(self, painter: QPainter, theme: Theme, tip: QPointF) -> None:
        """An arrow that ends shortly before `tip`."""
        end = tip - QPointF(4, 0)
        painter.setPen(QPen(QColor(theme.wire), 1.5))
        painter.drawLine(QLineF(end - QPointF(ARROW - 8, 0), end))
        painter.setBrush(QColor(theme.wire))
        painter.drawPolygon(
            QPolygonF([end, end + QPointF(-HEAD, -HEAD * 0.8), end + QPointF(-HEAD, HEAD * 0.8)])
        )

    def _width(self, box: str) -> float:
        return float(self.fontMetrics().horizontalAdvance(box) + 2 * PADDING)

    def _areas(self, width: int) -> list[QRectF]:
        areas: list[QRectF] = []
        x = y = 0.0
        for box in self._boxes:
            wide = min(self._width(box), max(1.0, width - ARROW))
            if areas and x + ARROW + wide > width:
                x, y = 0.0, y + HEIGHT + 6
            x += ARROW if areas else 0.0
            areas.append(QRectF(x, y, wide, HEIGHT))
            x += wide
        return areas

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()
