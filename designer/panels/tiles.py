"""How a kind looks wherever it is listed: a tile in its family's colour with its own drawing.

A layer's drawing is the icon "layer-<kind>", or its family's where there is none; an activation's is its curve.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import Any, cast

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from designer.forms.curve import paint_glyph
from designer.forms.painted_icon import painted_icon
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


def tile_icon(kind: Kind, theme: Theme) -> QIcon:
    """The tile of a kind as an icon."""
    return _tile_icon(cast("Hashable", kind), theme)


@functools.lru_cache(maxsize=256)
def _tile_icon(kind: Hashable, theme: Theme) -> QIcon:
    def paint(painter: QPainter, area: QRectF, _usable: bool) -> None:
        side = min(area.width(), area.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(area.center())
        paint_tile(painter, square, cast("Kind", kind), theme)

    return painted_icon(paint)


def tile_pixmap(kind: Kind, theme: Theme, size: int, ratio: float) -> QPixmap:
    """The tile of a kind, `size` device independent pixels wide, for a screen of `ratio` pixels each."""
    return tile_icon(kind, theme).pixmap(QSize(size, size), ratio)
