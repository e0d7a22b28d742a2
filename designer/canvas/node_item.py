"""One node on the canvas: a box with a tile, a name, its settings, its shape and its cost. Knows no document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.face import Face
from designer.canvas.geometry import BOX, MARGIN, PORT_RADIUS, RADIUS, port_heights, spread
from designer.canvas.style import NAME_FROM, TEXT_FROM, Style
from engine.graph import Node

TILE = QRectF(BOX.left() + 13, BOX.top() + 10, 32, 32)
FOOT = BOX.bottom() - 24.0
TEXT_LEFT = TILE.right() + 9.0
TEXT_WIDTH = BOX.right() - 12.0 - TEXT_LEFT
BADGE = QRectF(BOX.right() - 13, BOX.top() - 9, 20, 20)
BOUNDS = BOX.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
OUTLINE = QPainterPath()
OUTLINE.addRoundedRect(BOX, RADIUS, RADIUS)
BAND = QPainterPath()
BAND.addRect(QRectF(BOX.left(), BOX.top(), 4.0, BOX.height()))
BAND = BAND.intersected(OUTLINE)


class NodeItem(QGraphicsItem):
    """The picture of one node. It is told everything and asks nothing: the scene keeps it up to date.

    Each part that can change has a setter which repaints only where the value differs. `known` is what its face
    was made from.
    """

    def __init__(self, node: Node, style: Style) -> None:
        super().__init__()
        self.node = node
        self.known: tuple[Any, ...] = ()
        self.wired_in: dict[str, int] = {}
        self.wired_out: frozenset[str] = frozenset()
        self._style = style
        self._face = Face(node.title, node.layer.family, "", "", "")
        self._words: tuple[str, ...] = ("", "", "", "", "")
        self._thumbnail: QPixmap | None = None
        self._chosen = self._hovered = self._focused = self._lit = False
        self._hot_ports: frozenset[tuple[str, str]] = frozenset()
        self._ports()
        self._write()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(1.0)

    # --- what it is told -------------------------------------------------------------------------------------

    @property
    def face(self) -> Face:
        """The words on the box."""
        return self._face

    def set_node(self, node: Node) -> None:
        """Another layer or name in the same place."""
        self.node = node
        self._ports()
        self.update()

    def set_face(self, face: Face) -> None:
        """Other words."""
        if face != self._face:
            self._face = face
            self._write()
            self.update()

    def set_style(self, style: Style) -> None:
        """Another theme."""
        self._style = style
        self._write()
        self.update()

    def set_wired(self, inputs: dict[str, int], outputs: frozenset[str]) -> None:
        """How many wires end at each input, and which outputs are read."""
        if (inputs, outputs) != (self.wired_in, self.wired_out):
            self.wired_in, self.wired_out = inputs, outputs
            self.update()

    def set_thumbnail(self, image: QImage | None) -> None:
        """A small picture of the weights in place of the family's sign; None brings the sign back."""
        self._thumbnail = None if image is None or image.isNull() else QPixmap.fromImage(image)
        self.update(TILE)

    def set_chosen(self, chosen: bool) -> None:
        """Whether it is selected; chosen boxes lie on top."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.setZValue(2.0 if chosen else 1.0)
            self.update()

    def set_hovered(self, hovered: bool) -> None:
        """Whether the mouse is over it."""
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def set_focused(self, focused: bool) -> None:
        """Whether the keyboard acts on it."""
        if focused != self._focused:
            self._focused = focused
            self.update()

    def set_lit(self, lit: bool) -> None:
        """Whether something that is dragged would fall on it."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def set_hot_ports(self, ports: frozenset[tuple[str, str]]) -> None:
        """The ports, as (side, name), that a wire in the hand could be joined to."""
        if ports != self._hot_ports:
            self._hot_ports = ports
            self.update()

    @property
    def chosen(self) -> bool:
        """Whether it is shown as selected."""
        return self._chosen

    # --- where things are ------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        """The box with its shadow, ports and badge."""
        return BOUNDS

    def box(self) -> QRectF:
        """The box on the scene."""
        return BOX.translated(self.pos())

    def port(self, side: str, name: str) -> QPointF:
        """The middle of a port on the scene; `side` is "in" or "out"."""
        return self.pos() + self._at[side, name]

    def port_end(self, name: str, place: int) -> QPointF:
        """Where the wire number `place` of an input's wires ends, on the scene."""
        heights = spread(self.wired_in.get(name, 1))
        return self.port("in", name) + QPointF(0.0, heights[place] if place < len(heights) else 0.0)

    def ports(self) -> Sequence[tuple[str, str]]:
        """Every port as (side, name)."""
        return tuple(self._at)

    def _ports(self) -> None:
        layer = self.node.layer
        self._at: dict[tuple[str, str], QPointF] = {}
        for side, ports, x in (("in", layer.inputs, BOX.left()), ("out", layer.outputs, BOX.right())):
            for port, y in zip(ports, port_heights(len(ports)), strict=True):
                self._at[side, port.name] = QPointF(x, y)

    def _write(self) -> None:
        """Cut the words to what fits."""
        right, style, face = Qt.TextElideMode.ElideRight, self._style, self._face
        cost_width = style.small_metrics.horizontalAdvance(face.cost)
        self._words = (
            style.name_metrics.elidedText(face.name, right, TEXT_WIDTH),
            style.line_metrics.elidedText(face.line, right, TEXT_WIDTH),
            style.small_metrics.elidedText(face.shape, right, BOX.width() - 32.0 - cost_width),
            face.cost,
            style.large_metrics.elidedText(face.name, right, BOX.width() - 66.0),
        )

    # --- painting --------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint as much as can be made out at this zoom."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if zoom < NAME_FROM:
            self._paint_far(painter, zoom)
            return
        self._paint_box(painter)
        self._paint_tile(painter, zoom)
        if zoom < TEXT_FROM:
            painter.setFont(self._style.large_font)
            painter.setPen(self._style.text)
            painter.drawText(
                QRectF(TEXT_LEFT, BOX.top(), TEXT_WIDTH + 8, BOX.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                self._words[4],
            )
        else:
            self._paint_words(painter)
            self._paint_ports(painter)
        self._paint_badge(painter)

    def _pen(self) -> QPen:
        style = self._style
        if self._chosen or self._lit:
            return style.edge_chosen
        if self._face.problem and not self._face.follows:
            return style.edge_wrong
        return style.edge_hover if self._hovered else style.edge

    def _paint_far(self, painter: QPainter, zoom: float) -> None:
        """Only the colour of the family, and whether it is chosen or in trouble."""
        style, face = self._style, self._face
        wrong = bool(face.problem) and not face.follows
        pen = QPen(style.accent if self._chosen else style.danger if wrong else style.family(face.family))
        pen.setWidthF((2.2 if self._chosen or wrong else 1.0) / max(zoom, 0.05))
        painter.setPen(pen)
        painter.setBrush(style.wash(face.family))
        painter.drawRoundedRect(BOX, RADIUS, RADIUS)

    def _paint_box(self, painter: QPainter) -> None:
        style = self._style
        painter.setPen(Qt.PenStyle.NoPen)
        for step, shade in enumerate(style.shadows):
            painter.setBrush(shade)
            grown = 0.5 + 1.5 * step
            painter.drawRoundedRect(
                BOX.adjusted(-grown, -grown + 2.5, grown, grown + 2.5), RADIUS + grown, RADIUS + grown
            )
        if self._focused:
            painter.setBrush(style.halo)
            painter.drawRoundedRect(BOX.adjusted(-5, -5, 5, 5), RADIUS + 5, RADIUS + 5)
        painter.fillPath(OUTLINE, style.node)
        painter.fillPath(BAND, style.family(self._face.family))
        painter.setPen(self._pen())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(OUTLINE)

    def _paint_tile(self, painter: QPainter, zoom: float) -> None:
        style, family = self._style, self._face.family
        if self._thumbnail is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            painter.drawPixmap(TILE, self._thumbnail, QRectF(self._thumbnail.rect()))
            painter.setPen(QPen(style.family(family), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(TILE, 3, 3)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.tint(family))
        painter.drawRoundedRect(TILE, 8, 8)
        glyph = style.glyph(family, 20, zoom * painter.device().devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(TILE.adjusted(6, 6, -6, -6), glyph, QRectF(glyph.rect()))

    def _paint_words(self, painter: QPainter) -> None:
        style = self._style
        name, line, shape, cost, _ = self._words
        painter.setFont(style.name_font)
        painter.setPen(style.text)
        painter.drawText(QPointF(TEXT_LEFT, BOX.top() + (23.0 if line else 31.0)), name)
        painter.setFont(style.line_font)
        painter.setPen(style.muted)
        painter.drawText(QPointF(TEXT_LEFT, BOX.top() + 39.0), line)
        painter.setPen(QPen(style.rule, 1.0))
        painter.drawLine(QPointF(BOX.left() + 13, FOOT), QPointF(BOX.right() - 1, FOOT))
        painter.setFont(style.small_font)
        wrong = self._face.shape == "?"
        painter.setPen(
            style.danger if wrong and not self._face.follows else style.text if not wrong else style.muted
        )
        painter.drawText(QPointF(BOX.left() + 13, BOX.bottom() - 8.5), shape)
        painter.setPen(style.muted)
        width = style.small_metrics.horizontalAdvance(cost)
        painter.drawText(QPointF(BOX.right() - 12 - width, BOX.bottom() - 8.5), cost)

    def _paint_ports(self, painter: QPainter) -> None:
        style = self._style
        for (side, name), at in self._at.items():
            wires = self.wired_in.get(name, 0) if side == "in" else int(name in self.wired_out)
            tall = max(0.0, spread(wires)[-1]) if side == "in" and wires > 1 else 0.0
            hot = (side, name) in self._hot_ports
            reach = PORT_RADIUS + (1.0 if hot else 0.0)
            pill = QRectF(at.x() - reach, at.y() - reach - tall, 2 * reach, 2 * (reach + tall))
            if hot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.halo)
                painter.drawRoundedRect(pill.adjusted(-5, -5, 5, 5), reach + 5, reach + 5)
            painter.setPen(QPen(style.accent if hot else style.wire, 1.5))
            painter.setBrush(QBrush(style.accent if hot else style.wire if wires else style.node))
            painter.drawRoundedRect(pill, reach, reach)

    def _paint_badge(self, painter: QPainter) -> None:
        if not self._face.problem:
            return
        style = self._style
        painter.setPen(QPen(style.canvas, 2.0))
        painter.setBrush(style.muted if self._face.follows else style.danger)
        painter.drawEllipse(BADGE)
        painter.setPen(QPen(style.canvas, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        middle = BADGE.center()
        painter.drawLine(QPointF(middle.x(), middle.y() - 4.2), QPointF(middle.x(), middle.y() + 0.8))
        painter.drawPoint(QPointF(middle.x(), middle.y() + 4.6))
