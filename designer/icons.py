"""Icons: line drawings from `resources/icons`, painted in the theme's colours, sharp at every size.

An icon costs next to nothing until it is painted. Names are the file names of the drawings (Lucide's).
"""

from __future__ import annotations

import dataclasses
import functools
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from designer.theme import Theme


class UnknownIconError(LookupError):
    """An icon was asked for that the program does not ship."""


@dataclasses.dataclass(frozen=True)
class Inks:
    """The colours in which one icon is drawn: usable, not usable now, switched on."""

    normal: str
    disabled: str
    on: str


def _path(name: str) -> Path:
    return Path(str(files("resources"))) / "icons" / f"{name}.svg"


@functools.cache
def icon_names() -> frozenset[str]:
    """Return the names of every icon that the program ships."""
    return frozenset(path.stem for path in _path("x").parent.glob("*.svg"))


@functools.cache
def _drawing(name: str) -> str:
    """Return the SVG text of an icon, or raise UnknownIconError."""
    if name not in icon_names():
        raise UnknownIconError(
            f"There is no icon “{name}” in resources/icons; its drawing must be put there first."
        )
    return _path(name).read_text(encoding="utf-8")


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Paint an icon into `rect` (painter's units) in `colour` ("#rrggbb"), as vectors: sharp at any zoom."""
    _renderer(name, colour).render(painter, rect)


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon of `size` device independent pixels for a screen of `ratio` device pixels each."""
    return _pixmap(name, colour, QSize(round(size * ratio), round(size * ratio)), ratio)


def _pixmap(name: str, colour: str, size: QSize, ratio: float) -> QPixmap:
    """Return the icon on `size` device pixels, from Qt's own cache when it was drawn before."""
    key = f"neuroloom/{name}/{colour}/{size.width()}x{size.height()}@{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    renderer = _renderer(name, colour)
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


class LineIconEngine(QIconEngine):
    """Draws one icon when Qt asks for it, in the ink of its mode and state."""

    def __init__(self, name: str, inks: Inks) -> None:
        super().__init__()
        self._name = name
        self._inks = inks
        self._clones: list[LineIconEngine] = []

    def _ink(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return self._inks.disabled
        return self._inks.on if state is QIcon.State.On else self._inks.normal

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the icon centred in `rect`, at the resolution of what is painted on."""
        ratio = painter.device().devicePixelRatioF()
        side = min(rect.width(), rect.height())
        pixels = QSize(round(side * ratio), round(side * ratio))
        target = QRect(0, 0, side, side)
        target.moveCenter(rect.center())
        painter.drawPixmap(target, _pixmap(self._name, self._ink(mode, state), pixels, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon on `size` device pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the icon on `size` device independent pixels of `scale` device pixels each."""
        return _pixmap(self._name, self._ink(mode, state), size * scale, scale)

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        """Return `size`: a drawing has no size of its own."""
        return size

    def key(self) -> str:
        """Return the name of this kind of engine."""
        return "neuroloom-line"

    def iconName(self) -> str:
        """Return the icon's name."""
        return self._name

    def isNull(self) -> bool:
        """Return False: there is always something to draw."""
        return False

    def clone(self) -> QIconEngine:
        """Return an engine that draws the same.

        WORKAROUND PySide6: it frees what a clone() in Python returns while Qt still uses it, so we hold on to it.
        """
        clone = LineIconEngine(self._name, self._inks)
        self._clones.append(clone)
        return clone


@functools.cache
def icon(name: str, theme: Theme, colour: str = "") -> QIcon:
    """Return an icon in the theme's colours, or in `colour` ("#rrggbb") while it can be used.

    Raises UnknownIconError when there is no drawing of that name.
    """
    if name not in icon_names():
        _drawing(name)
    return QIcon(LineIconEngine(name, Inks(colour or theme.icon, theme.disabled, colour or theme.accent)))


def application_icon() -> QIcon:
    """Return the program's own sign, for windows and task bars."""
    return QIcon(str(_path("neuroloom")))
