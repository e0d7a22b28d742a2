"""The body of a box as a picture, painted once for each family and look at a zoom, and shared by all such boxes.

Rounded corners and shadows are what costs time when everything is painted anew in each frame of a zoom.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QTransform

from designer.canvas.geometry import BOX, MARGIN, RADIUS
from designer.canvas.style import NAME_FROM, TEXT_FROM, Style

TILE = QRectF(BOX.left() + 13, BOX.top() + 10, 32, 32)
FOOT = BOX.bottom() - 24.0
BOUNDS = BOX.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
OUTLINE = QPainterPath()
OUTLINE.addRoundedRect(BOX, RADIUS, RADIUS)
BAND = QPainterPath()
BAND.addRect(QRectF(BOX.left(), BOX.top(), 4.0, BOX.height()))
BAND = BAND.intersected(OUTLINE)
AT_MOST = 200
"""So many pictures are kept: those of some zooms back are let go."""


class Look(NamedTuple):
    """What makes two boxes look alike but for their words."""

    kind: str
    family: str
    chosen: bool = False
    wrong: bool = False
    hovered: bool = False
    focused: bool = False
    bare: bool = False
    """without the family's sign on its tile, for a thumbnail in its place"""


class BoxPictures:
    """The bodies of boxes in one style."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._pictures: dict[tuple[Look, float], QPixmap] = {}

    def paint(self, painter: QPainter, look: Look, zoom: float, ratio: float) -> None:
        """Paint a body around the painter's origin, on whole pixels of the screen.

        `zoom` is the painter's scale, `ratio` the screen's pixels per unit of its own.
        """
        scale = round(zoom * ratio, 4)
        picture = self._pictures.get((look, scale))
        if picture is None:
            if len(self._pictures) >= AT_MOST:
                self._pictures.clear()
            picture = self._pictures[look, scale] = self._draw(look, zoom, ratio)
        where = painter.worldTransform()
        corner = where.map(BOUNDS.topLeft()) * ratio
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(QPointF(round(corner.x()) / ratio, round(corner.y()) / ratio), picture)
        painter.setWorldTransform(where)

    def _draw(self, look: Look, zoom: float, ratio: float) -> QPixmap:
        scale = zoom * ratio
        picture = QPixmap(int(BOUNDS.width() * scale) + 2, int(BOUNDS.height() * scale) + 2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(scale, scale)
        painter.translate(-BOUNDS.topLeft())
        if zoom < NAME_FROM:
            self._paint_far(painter, look, zoom)
        else:
            self._paint_near(painter, look)
            if not look.bare:
                if zoom < TEXT_FROM:
                    painter.translate(0.0, -TILE.center().y())
                self._paint_tile(painter, look, scale)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _paint_far(self, painter: QPainter, look: Look, zoom: float) -> None:
        """Only the colour of the family, and whether it is chosen or in trouble."""
        style = self._style
        loud = look.chosen or look.wrong
        colour = style.accent if look.chosen else style.danger if look.wrong else style.family(look.family)
        painter.setPen(QPen(colour, (2.2 if loud else 1.0) / max(zoom, 0.05)))
        painter.setBrush(style.wash(look.family))
        painter.drawRoundedRect(BOX, RADIUS, RADIUS)

    def _paint_near(self, painter: QPainter, look: Look) -> None:
        style = self._style
        painter.setPen(Qt.PenStyle.NoPen)
        for step, shade in enumerate(style.shadows):
            painter.setBrush(shade)
            grown = 0.5 + 1.5 * step
            painter.drawRoundedRect(
                BOX.adjusted(-grown, -grown + 2.5, grown, grown + 2.5), RADIUS + grown, RADIUS + grown
            )
        if look.focused:
            painter.setBrush(style.halo)
            painter.drawRoundedRect(BOX.adjusted(-5, -5, 5, 5), RADIUS + 5, RADIUS + 5)
        painter.fillPath(OUTLINE, style.node)
        painter.fillPath(BAND, style.family(look.family))
        painter.setPen(self._pen(look))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(OUTLINE)

    def _pen(self, look: Look) -> QPen:
        style = self._style
        if look.chosen:
            return style.edge_chosen
        if look.wrong:
            return style.edge_wrong
        return style.edge_hover if look.hovered else style.edge

    def _paint_tile(self, painter: QPainter, look: Look, scale: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.tint(look.family))
        painter.drawRoundedRect(TILE, 8, 8)
        glyph = self._style.glyph(look.kind, look.family, 20, scale)
        painter.drawPixmap(TILE.adjusted(6, 6, -6, -6), glyph, QRectF(glyph.rect()))
