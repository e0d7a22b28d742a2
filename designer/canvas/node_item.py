"""One node on the canvas: a box with a tile, a name, its settings, its shape and its cost. Knows no document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.box_picture import BOUNDS, FOOT, TILE, BoxPictures, Look
from designer.canvas.face import UNKNOWN, Face
from designer.canvas.geometry import BOX, PORT_RADIUS, port_heights
from designer.canvas.style import FAR_NAME_FROM, NAME_FROM, TEXT_FROM, Style
from engine.graph import Node

TEXT_LEFT = TILE.right() + 9.0
TEXT_WIDTH = BOX.right() - 12.0 - TEXT_LEFT
PORT_NAME_WIDTH = 52.0
"""What the name of one of several inputs may take, to the left of its box."""
LOCK = 12.0
"""The side of the sign on a box whose weights stand still."""
COST_WIDTH = 104.0
BADGE = QRectF(BOX.right() - 13, BOX.top() - 9, 20, 20)


class Words(NamedTuple):
    """What is written on a box: the name's font and all lines, each cut to its room; `large` is the name from afar."""

    font: QFont
    name: str
    line: str
    shape: str
    cost: str
    large: str


class NodeItem(QGraphicsItem):
    """The picture of one node. It is told everything and asks nothing: the scene keeps it up to date.

    Each part that can change has a setter which repaints only where the value differs. `known` is what its face
    was made from.
    """

    def __init__(self, node: Node, style: Style, bodies: BoxPictures) -> None:
        super().__init__()
        self.node = node
        self.known: tuple[Any, ...] = ()
        self.ends: dict[str, tuple[float, ...]] = {}
        self._read: frozenset[str] = frozenset()
        self._style = style
        self._bodies = bodies
        self._face = Face(node.title, node.layer.kind(), node.layer.family, "", "", "")
        self._written: Words | None = None
        self._thumbnail: QPixmap | None = None
        self._chosen = self._hovered = self._focused = self._lit = False
        self._hot_ports: frozenset[tuple[str, str]] = frozenset()
        self._named: tuple[str, ...] = ()
        self._ports()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(1.0)

    # --- what it is told -------------------------------------------------------------------------------------

    @property
    def face(self) -> Face:
        """The words on the box."""
        return self._face

    def set_node(self, node: Node) -> bool:
        """Another layer or name in the same place. Returns whether its ports are others."""
        self.node = node
        before = self._at
        self._ports()
        if self._at != before:
            self.update()
        return self._at != before

    def set_face(self, face: Face) -> None:
        """Other words."""
        if face != self._face:
            self._face = face
            self._written = None
            self.update()

    def set_style(self, style: Style, bodies: BoxPictures) -> None:
        """Another theme."""
        self._style, self._bodies = style, bodies
        self._written = None
        self.update()

    def set_ends(self, ends: dict[str, tuple[float, ...]]) -> None:
        """Where wires end at each input, from the port's middle, the highest first."""
        if ends != self.ends:
            self.ends = ends
            self.update()

    def set_read(self, outputs: frozenset[str]) -> None:
        """Which outputs are read."""
        if outputs != self._read:
            self._read = outputs
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

    def rest(self) -> None:
        """Nothing is done with it, and nothing was learned."""
        self.set_thumbnail(None)
        self.set_chosen(False)
        self.set_hovered(False)
        self.set_focused(False)
        self.set_lit(False)
        self.set_hot_ports(frozenset())
        self.setOpacity(1.0)

    def set_hot_ports(self, ports: frozenset[tuple[str, str]]) -> None:
        """The ports, as (side, name), that a wire in the hand could be joined to."""
        if ports != self._hot_ports:
            self._hot_ports = ports
            self.update()

    @property
    def hot_ports(self) -> frozenset[tuple[str, str]]:
        """The ports that glow, as (side, name)."""
        return self._hot_ports

    @property
    def hovered(self) -> bool:
        """Whether the mouse is over it."""
        return self._hovered

    @property
    def focused(self) -> bool:
        """Whether it is shown as what the keyboard acts on."""
        return self._focused

    @property
    def chosen(self) -> bool:
        """Whether it is shown as selected."""
        return self._chosen

    # --- where things are ------------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        """The box with its shadow, ports, their names and the badge."""
        return BOUNDS.adjusted(-PORT_NAME_WIDTH, 0.0, 0.0, 0.0) if self._named else BOUNDS

    def box(self) -> QRectF:
        """The box on the scene."""
        return BOX.translated(self.pos())

    def port(self, side: str, name: str) -> QPointF:
        """The middle of a port on the scene; `side` is "in" or "out"."""
        return self.pos() + self._at[side, name]

    def ports(self) -> Sequence[tuple[str, str]]:
        """Every port as (side, name)."""
        return tuple(self._at)

    def _ports(self) -> None:
        layer = self.node.layer
        named = tuple(port.name for port in layer.inputs) if len(layer.inputs) > 1 else ()
        if named != self._named:
            self.prepareGeometryChange()
            self._named = named
        self._at: dict[tuple[str, str], QPointF] = {}
        for side, ports, x in (("in", layer.inputs, BOX.left()), ("out", layer.outputs, BOX.right())):
            for port, y in zip(ports, port_heights(len(ports)), strict=True):
                self._at[side, port.name] = QPointF(x, y)

    @property
    def _words(self) -> Words:
        """The words cut to what fits: when they are first painted, for far away nobody sees them."""
        if self._written is None:
            self._written = self._write()
        return self._written

    def _write(self) -> Words:
        right, style, face = Qt.TextElideMode.ElideRight, self._style, self._face
        cost = style.small_metrics.elidedText(face.cost, right, COST_WIDTH)
        if style.small_metrics.horizontalAdvance(face.shape + cost) > BOX.width() - 32.0:
            cost = cost.removesuffix(" params")
        cost_width = style.small_metrics.horizontalAdvance(cost) + (LOCK + 4.0 if face.frozen else 0.0)
        fits = style.name_metrics.horizontalAdvance(face.name) <= TEXT_WIDTH
        metrics = style.name_metrics if fits else style.tight_metrics
        return Words(
            style.name_font if fits else style.tight_font,
            metrics.elidedText(face.name, cut(face.name), TEXT_WIDTH),
            style.line_metrics.elidedText(face.line, right, TEXT_WIDTH),
            style.small_metrics.elidedText(face.shape, right, BOX.width() - 32.0 - cost_width),
            cost,
            style.large_metrics.elidedText(face.name, cut(face.name), BOX.width() - 66.0),
        )

    # --- painting --------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint as much as can be made out at this zoom."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        face = self._face
        look = Look(
            face.kind,
            face.family,
            chosen=self._chosen or self._lit,
            wrong=bool(face.problem) and not face.follows,
            hovered=self._hovered,
            focused=self._focused,
            bare=self._thumbnail is not None,
        )
        self._bodies.paint(painter, look, zoom, painter.device().devicePixelRatioF())
        if zoom < NAME_FROM:
            if zoom >= FAR_NAME_FROM:
                self._paint_far_name(painter, zoom)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if zoom < TEXT_FROM:
            self._paint_name(painter)
        else:
            self._paint_words(painter, zoom)
            self._paint_ports(painter)
            self._paint_port_names(painter)
        if self._thumbnail is not None:
            self._paint_thumbnail(painter, self._thumbnail, zoom)
        self._paint_badge(painter)

    def _paint_thumbnail(self, painter: QPainter, thumbnail: QPixmap, zoom: float) -> None:
        tile = TILE if zoom >= TEXT_FROM else TILE.translated(0.0, -TILE.center().y())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawPixmap(tile, thumbnail, QRectF(thumbnail.rect()))
        painter.setPen(QPen(self._style.family(self._face.family), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tile, 3, 3)

    def _paint_name(self, painter: QPainter) -> None:
        """The name alone, large enough to be read from further away."""
        painter.setFont(self._style.large_font)
        painter.setPen(self._style.text)
        line = QRectF(TEXT_LEFT, BOX.top(), TEXT_WIDTH + 8, BOX.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words.large)

    def _paint_far_name(self, painter: QPainter, zoom: float) -> None:
        """As much of the name as has room, in letters of one size on the screen."""
        style = self._style
        room = QRectF(BOX.left() * zoom, BOX.top() * zoom, BOX.width() * zoom, BOX.height() * zoom)
        room.adjust(3.0, 0.0, -3.0, 0.0)
        name = style.far_metrics.elidedText(self._face.name, cut(self._face.name), room.width())
        painter.save()
        painter.scale(1.0 / zoom, 1.0 / zoom)
        painter.setFont(style.far_font)
        painter.setPen(style.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()

    def _paint_words(self, painter: QPainter, zoom: float) -> None:
        style = self._style
        font, name, line, shape, cost, _ = self._words
        painter.setFont(font)
        painter.setPen(style.text)
        painter.drawText(QPointF(TEXT_LEFT, BOX.top() + (23.0 if line else 31.0)), name)
        painter.setFont(style.line_font)
        painter.setPen(style.muted)
        painter.drawText(QPointF(TEXT_LEFT, BOX.top() + 39.0), line)
        painter.setPen(QPen(style.rule, 1.0))
        painter.drawLine(QPointF(BOX.left() + 13, FOOT), QPointF(BOX.right() - 1, FOOT))
        painter.setFont(style.small_font)
        wrong = self._face.shape == UNKNOWN
        painter.setPen(
            style.danger if wrong and not self._face.follows else style.text if not wrong else style.muted
        )
        painter.drawText(QPointF(BOX.left() + 13, BOX.bottom() - 8.5), shape)
        painter.setPen(style.muted)
        width = style.small_metrics.horizontalAdvance(cost)
        painter.drawText(QPointF(BOX.right() - 12 - width, BOX.bottom() - 8.5), cost)
        if self._face.frozen:
            left = BOX.right() - 12 - width - (4.0 if cost else 0.0) - LOCK
            where = QRectF(left, FOOT + (BOX.bottom() - FOOT - LOCK) / 2, LOCK, LOCK)
            lock = style.sign("lock", LOCK, zoom * painter.device().devicePixelRatioF())
            painter.drawPixmap(where, lock, QRectF(lock.rect()))

    def _paint_ports(self, painter: QPainter) -> None:
        style = self._style
        for (side, name), at in self._at.items():
            ends = self.ends.get(name, ()) if side == "in" else (0.0,) * (name in self._read)
            hot = (side, name) in self._hot_ports
            reach = PORT_RADIUS + (1.0 if hot else 0.0)
            top, bottom = min(ends, default=0.0), max(ends, default=0.0)
            pill = QRectF(at.x() - reach, at.y() - reach + top, 2 * reach, 2 * reach + bottom - top)
            if hot:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.halo)
                painter.drawRoundedRect(pill.adjusted(-5, -5, 5, 5), reach + 5, reach + 5)
            painter.setPen(QPen(style.accent if hot else style.wire, 1.5))
            painter.setBrush(QBrush(style.accent if hot else style.wire if ends else style.node))
            painter.drawRoundedRect(pill, reach, reach)

    def _paint_port_names(self, painter: QPainter) -> None:
        """Beside each of several inputs its name; above the wire, where there is one."""
        style = self._style
        painter.setFont(style.label_font)
        for name in self._named:
            at, hot = self._at["in", name], ("in", name) in self._hot_ports
            lifted = 13.0 if self.ends.get(name) else 6.5
            room = QRectF(
                at.x() - PORT_RADIUS - 3.0 - PORT_NAME_WIDTH, at.y() - lifted, PORT_NAME_WIDTH, 13.0
            )
            text = style.label_metrics.elidedText(name, Qt.TextElideMode.ElideRight, PORT_NAME_WIDTH)
            painter.setPen(style.accent if hot else style.muted)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

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


def cut(name: str) -> Qt.TextElideMode:
    """Where a name that is too long is cut: one with a number is known by its end, as block1_conv2 is."""
    return Qt.TextElideMode.ElideMiddle if name[-1:].isdigit() else Qt.TextElideMode.ElideRight
