"""Icons are sharp, take the theme's colours, and wait with drawing until they are seen."""

from __future__ import annotations

import gc
import time

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from designer.icons import (
    UnknownIconError,
    application_icon,
    icon,
    icon_names,
    icon_pixmap,
    paint_icon,
)
from designer.theme import DARK, LIGHT, THEMES, Theme

pytestmark = pytest.mark.usefixtures("qapp")
SIDE = 18


def inks(pixmap: QPixmap) -> set[str]:
    """The colours of the pixels that are wholly covered."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


def painted(name: str, theme: Theme, mode: QIcon.Mode, state: QIcon.State = QIcon.State.Off) -> QPixmap:
    return icon(name, theme).pixmap(QSize(SIDE, SIDE), 2.0, mode, state)


@pytest.mark.parametrize("name", sorted(icon_names() - {"neuroloom"}))
def test_every_icon_can_be_drawn_in_one_colour(name: str) -> None:
    assert inks(icon_pixmap(name, "#123456", 24, 2.0)) == {"#123456"}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_modes_and_states_have_the_themes_colours(theme: Theme) -> None:
    assert inks(painted("square", theme, QIcon.Mode.Normal)) == {theme.icon}
    assert inks(painted("square", theme, QIcon.Mode.Active)) == {theme.icon}
    assert inks(painted("square", theme, QIcon.Mode.Disabled)) == {theme.disabled}
    assert inks(painted("square", theme, QIcon.Mode.Normal, QIcon.State.On)) == {theme.accent}


def test_a_colour_of_ones_own_is_used_until_the_icon_is_disabled() -> None:
    own = icon("square", LIGHT, LIGHT.danger)
    assert inks(own.pixmap(QSize(SIDE, SIDE), 2.0)) == {LIGHT.danger}
    assert inks(own.pixmap(QSize(SIDE, SIDE), 2.0, QIcon.Mode.Disabled)) == {LIGHT.disabled}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_icons_have_as_many_pixels_as_the_screen(ratio: float) -> None:
    pixmap = icon("play", LIGHT).pixmap(QSize(20, 20), ratio)
    assert pixmap.size() == QSize(20, 20) * ratio
    assert pixmap.devicePixelRatio() == ratio
    assert icon_pixmap("play", LIGHT.text, 20, ratio).size() == QSize(20, 20) * ratio


def test_an_icon_paints_itself_into_a_rectangle() -> None:
    canvas = QPixmap(60, 40)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    icon("square", LIGHT).paint(painter, 10, 0, 40, 40)
    painter.end()
    assert LIGHT.icon in inks(canvas)
    assert inks(canvas.copy(0, 0, 10, 40)) == inks(canvas.copy(50, 0, 10, 40)) == {"#ffffff"}


def test_paint_icon_draws_where_it_is_told() -> None:
    canvas = QPixmap(60, 40)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    paint_icon(painter, QRectF(0, 0, 30, 30), "square", "#ff0000")
    painter.end()
    assert "#ff0000" in inks(canvas.copy(0, 0, 30, 30))
    assert inks(canvas.copy(30, 0, 30, 40)) == {"#ffffff"}


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownIconError, match="no icon “unicorn”"):
        icon("unicorn", LIGHT)
    with pytest.raises(UnknownIconError):
        icon_pixmap("unicorn", "#000000", 16)


def test_an_icon_is_made_once_per_theme() -> None:
    assert icon("save", LIGHT) is icon("save", LIGHT)
    assert icon("save", LIGHT) is not icon("save", DARK)


def test_copies_live_on_when_they_are_changed() -> None:
    original = icon("save", LIGHT)
    for _ in range(50):
        copy = QIcon(original)
        copy.setIsMask(True)
        gc.collect(0)
        assert not copy.pixmap(SIDE).isNull()
    assert not original.isMask()


def test_a_tool_bar_of_icons_is_made_within_the_start_up_budget(qapp: QApplication) -> None:
    names = sorted(icon_names())[:40]
    fastest = 1.0
    for _ in range(3):
        icon.cache_clear()
        QPixmapCache.clear()
        started = time.perf_counter()
        for name in names:
            icon(name, LIGHT)
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 0.015


def test_the_programs_own_sign_is_drawn_at_small_and_large_sizes() -> None:
    for side in (16, 256):
        pixmap = application_icon().pixmap(QSize(side, side), 1.0)
        assert pixmap.size() == QSize(side, side)
        assert len(inks(pixmap)) > 5


def test_drawings_are_valid() -> None:
    from importlib.resources import files

    for name in icon_names():
        renderer = QSvgRenderer(str(files("resources") / "icons" / f"{name}.svg"))
        assert renderer.isValid(), name
