"""One wire on the canvas: a curve that Qt paints, and the shape that it carries written on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.geometry import Lane, wire_path
from designer.canvas.style import Style
from engine.graph import Edge

LABEL_HEIGHT = 17.0
ROOM = 18.0
"""What a label leaves free of its wire, at least, to be shown at all."""


class WireLabel(QGraphicsItem):
    """A few characters on a pill of the canvas' colour, around its own place."""

    def __init__(self, style: Style, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._text = ""
        self._state = "calm"
        self._rect = QRectF()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @property
    def width(self) -> float:
        """How much of the wire it covers."""
        return self._rect.width()

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self._measure()

    def set_state(self, state: str) -> None:
        """Look like its wire: "calm", "hover", "chosen", "wrong" or "new"."""
        if state != self._state:
            self._state = state
            self.update()

    def set_style(self, style: Style) -> None:
        """Another theme."""
        self._style = style
        self._measure()

    def _measure(self) -> None:
        self.prepareGeometryChange()
        width = self._style.label_width(self._text) + 14.0
        self._rect = QRectF(-width / 2, -LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
        self.update()

    def boundingRect(self) -> QRectF:
        """The pill."""
        return self._rect

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint the pill and its text."""
        style = self._style
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        loud = self._state in ("new", "wrong")
        painter.setBrush(
            style.canvas if not loud else style.danger if self._state == "wrong" else style.accent
        )
        radius = LABEL_HEIGHT / 2
        painter.drawRoundedRect(self._rect, radius, radius)
        painter.setFont(style.label_font)
        painter.setPen(style.on_accent if loud else style.muted if self._state == "calm" else style.accent)
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self._text)


class WireItem(QGraphicsPathItem):
    """The picture of one edge. The scene lays it from port to port and keeps it up to date."""

    def __init__(self, edge: Edge, style: Style, far: bool = False) -> None:
        super().__init__()
        self.edge = edge
        self.lane: Lane | None = None
        self._style = style
        self._far = far
        self._chosen = self._hovered = self._wrong = False
        self._ends = (QPointF(), QPointF())
        self._length = 0.0
        self._label = WireLabel(style, self)
        self.setZValue(0.0)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._dress()

    @property
    def ends(self) -> tuple[QPointF, QPointF]:
        """Where it starts and ends, on the scene."""
        return self._ends

    @property
    def text(self) -> str:
        """The shape that is written on it."""
        return self._label.text

    @property
    def chosen(self) -> bool:
        """Whether it is shown as selected."""
        return self._chosen

    @property
    def hovered(self) -> bool:
        """Whether it is lit up."""
        return self._hovered

    def lay(self, start: QPointF, end: QPointF, lane: Lane | None = None) -> None:
        """Run from `start` to `end`, round boxes along `lane`."""
        if (start, end) == self._ends and lane == self.lane:
            return
        self._ends, self.lane = (start, end), lane
        path = wire_path(start, end, lane)
        self.setPath(path)
        self._place_label(path)

    def meets(self, at: QPointF, reach: float) -> bool:
        """Whether a point of the scene is on the line, or within `reach` of it."""
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * reach)
        return stroker.createStroke(self.path()).contains(at)

    def set_text(self, text: str) -> None:
        """Carry another shape."""
        if text != self._label.text:
            self._label.set_text(text)
            self._place_label(self.path())

    def set_style(self, style: Style) -> None:
        """Another theme."""
        self._style = style
        self._label.set_style(style)
        self._dress()

    def set_far(self, far: bool) -> None:
        """Whether it is seen from so far that it needs no words and a line that stays visible."""
        if far != self._far:
            self._far = far
            self._dress()
            self._place_label(self.path())

    def set_chosen(self, chosen: bool) -> None:
        """Whether it is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._dress()

    def set_hovered(self, hovered: bool) -> None:
        """Whether the mouse, or what it drags, is over it."""
        if hovered != self._hovered:
            self._hovered = hovered
            self._dress()

    def rest(self) -> None:
        """Nothing is done with it."""
        self.set_chosen(False)
        self.set_hovered(False)
        self.setVisible(True)

    def set_wrong(self, wrong: bool) -> None:
        """Whether its target cannot work with what it carries."""
        if wrong != self._wrong:
            self._wrong = wrong
            self._dress()

    def _dress(self) -> None:
        state = "chosen" if self._chosen else "hover" if self._hovered else "wrong" if self._wrong else "calm"
        self.setPen(self._style.wire_pen(state, self._far))
        self._label.set_state("calm" if state == "wrong" else state)
        self.setZValue(0.5 if self._chosen or self._hovered else 0.0)

    def _place_label(self, path: QPainterPath) -> None:
        start, end = self._ends
        if self._far or not self._label.text or path.isEmpty():
            self._label.setVisible(False)
            return
        room = abs(end.x() - start.x()) + abs(end.y() - start.y())
        self._label.setVisible(room > self._label.width + ROOM)
        middle = path.pointAtPercent(0.5)
        self._label.setPos(middle)
