"""How a kind looks wherever it is listed: a tile in its family's colour with its own drawing.

A layer's drawing is the icon "layer-<kind>", or its family's where there is none; an activation's is its curve.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from designer.forms.curve import paint_glyph
from designer.icons import icon_names, paint_icon
from designer.theme import Theme
from engine.activations.base import Activation

FAMILIES = {
    "data": ("Data", "database"),
    "core": ("Core", "network"),
    "convolution": ("Convolution", "grid-3x3"),
    "pooling": ("Pooling", "minimize"),
    "recurrent": ("Recurrent", "repeat"),
    "attention": ("Attention", "focus"),
    "normalisation": ("Normalise", "align-horizontal-distribute-center"),
    "regularisation": ("Regularise", "droplets"),
    "merge": ("Merge", "git-merge"),
    "output": ("Output", "target"),
    "activation": ("Activations", "chart-spline"),
}
"""Each family's heading and icon, in the order in which they are listed."""

Kind = type[Any]
"""A subclass of Declared."""


def family_of(kind: Kind) -> str:
    """The family of a layer; "activation" for activation functions."""
    return "activation" if issubclass(kind, Activation) else str(getattr(kind, "family", "core"))


def family_title(family: str) -> str:
    """The heading above a family."""
    return FAMILIES[family][0] if family in FAMILIES else family.capitalize()


def paint_tile(painter: QPainter, area: QRectF, kind: Kind, theme: Theme) -> None:
    """Paint the tile of a kind into `area`, a square."""
    colour = theme.family(family_of(kind))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tint(colour, 0.15)))
    corner = area.height() / 4.5
    painter.drawRoundedRect(area, corner, corner)
    margin = area.height() * (0.12 if issubclass(kind, Activation) else 0.18)
    inside = area.adjusted(margin, margin, -margin, -margin)
    if issubclass(kind, Activation):
        paint_glyph(painter, inside, kind(), colour)
    else:
        paint_icon(painter, inside, _drawing(kind), colour)


def _drawing(kind: Kind) -> str:
    own = f"layer-{kind.kind()}"
    if own in icon_names():
        return own
    return FAMILIES.get(family_of(kind), ("", "box"))[1]


class TileEngine(QIconEngine):
    """Draws a tile when Qt asks for it; it looks the same in every mode."""

    def __init__(self, kind: Kind, theme: Theme) -> None:
        super().__init__()
        self._kind, self._theme = kind, theme

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint the tile in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(rect).center())
        paint_tile(painter, area, self._kind, self._theme)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the tile on `size` device pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the tile on `size` device pixels, of which `scale` make one device independent pixel."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        """Return `size`: a tile has no size of its own."""
        return size

    def isNull(self) -> bool:
        """Return False: there is always something to draw."""
        return False

    def clone(self) -> QIconEngine:
        """Return an engine that draws the same."""
        return TileEngine(self._kind, self._theme)


def tile_icon(kind: Kind, theme: Theme) -> QIcon:
    """The tile of a kind as an icon."""
    return _tile_icon(kind, theme)


@functools.lru_cache(maxsize=256)
def _tile_icon(kind: Hashable, theme: Theme) -> QIcon:
    return QIcon(TileEngine(kind, theme))


def tile_pixmap(kind: Kind, theme: Theme, size: int, ratio: float) -> QPixmap:
    """The tile of a kind, `size` device independent pixels wide, for a screen of `ratio` pixels each."""
    return tile_icon(kind, theme).pixmap(QSize(size, size), ratio)
