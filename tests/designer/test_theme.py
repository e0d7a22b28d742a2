"""Both themes are readable, complete, and follow who has the say: environment, user, system."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.theme import DARK, LIGHT, THEMES, Appearance, Theme, apply, contrast, mix, stylesheet

READABLE = 4.5
VISIBLE = 3.0
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("window", "panel", "field", "canvas", "node")
TEXTS = ("text", "muted", "icon", "accent", "danger", "warning", "success")


def named(theme: Theme) -> Iterator[tuple[str, str]]:
    """The colours that mean something wherever they stand."""
    for group in (theme.families, theme.series):
        yield from ((field.name, getattr(group, field.name)) for field in dataclasses.fields(group))


@pytest.fixture(autouse=True)
def looks_as_before(qapp: QApplication) -> Iterator[None]:
    """Give the next test an application without our looks."""
    palette, font = qapp.palette(), qapp.font()
    yield
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_mix_goes_from_the_ground_to_the_colour() -> None:
    assert (mix("#102030", "#f0e0d0", 0), mix("#102030", "#f0e0d0", 1)) == ("#102030", "#f0e0d0")
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(theme: Theme, ground: str) -> None:
    poor = {name for name in TEXTS if contrast(getattr(theme, name), getattr(theme, ground)) < READABLE}
    assert not poor


@BOTH
def test_text_stays_readable_where_the_mouse_is_and_where_it_is_selected(theme: Theme) -> None:
    for ground in (theme.hover, theme.pressed, theme.selection, mix(theme.panel, theme.text, 0.025)):
        assert contrast(theme.text, ground) >= READABLE
    assert contrast(theme.muted, theme.hover) >= READABLE


@BOTH
def test_text_on_filled_colours_is_readable(theme: Theme) -> None:
    filled = [theme.accent, theme.accent_hover, *(colour for _, colour in named(theme))]
    assert min(contrast(theme.on_accent, colour) for colour in filled) >= READABLE


@BOTH
def test_families_and_series_can_be_read_on_panels_nodes_and_canvas(theme: Theme) -> None:
    poor = {
        (name, ground)
        for name, colour in named(theme)
        for ground in ("panel", "node", "canvas")
        if contrast(colour, getattr(theme, ground)) < READABLE
    }
    assert not poor


@BOTH
def test_coloured_text_is_readable_on_its_own_tint(theme: Theme) -> None:
    colours = [
        theme.accent,
        theme.danger,
        theme.warning,
        theme.success,
        *(colour for _, colour in named(theme)),
    ]
    assert min(contrast(colour, theme.tint(colour)) for colour in colours) >= READABLE
    assert min(contrast(theme.text, theme.tint(colour)) for colour in colours) >= READABLE


@BOTH
def test_what_must_be_seen_but_not_read_stands_out(theme: Theme) -> None:
    for colour in (theme.outline, theme.wire, theme.disabled):
        assert contrast(colour, theme.panel) >= VISIBLE
    assert contrast(theme.wire, theme.canvas) >= VISIBLE
    for end in (theme.weights.negative, theme.weights.positive):
        assert contrast(end, theme.weights.zero) >= VISIBLE


@BOTH
def test_families_and_series_differ_from_one_another(theme: Theme) -> None:
    for group in (theme.families, theme.series):
        assert len(set(vars(group).values())) == len(dataclasses.fields(group))


def test_an_unknown_family_is_grey_and_case_does_not_matter() -> None:
    assert LIGHT.family("Convolution") == LIGHT.families.convolution
    assert LIGHT.family("unheard of") == LIGHT.muted


def test_dark_is_known_as_dark() -> None:
    assert (LIGHT.dark, DARK.dark) == (False, True)


@BOTH
def test_the_style_sheet_names_only_pictures_that_exist_in_the_themes_colours(theme: Theme) -> None:
    sheet = stylesheet(theme)
    assert "$" not in sheet
    pictures = {Path(path) for path in re.findall(r'url\("([^"]+)"\)', sheet)}
    assert len(pictures) > 5
    for picture in pictures:
        inks = set(re.findall(r"#[0-9a-f]{6}", picture.read_text("utf-8")))
        assert inks <= {theme.icon, theme.disabled, theme.on_accent}, picture.name
        assert len(inks) == 1, picture.name


@BOTH
def test_apply_gives_the_application_the_colours_and_the_typeface(qapp: QApplication, theme: Theme) -> None:
    apply(qapp, theme)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.panel
    assert qapp.palette().color(QPalette.ColorRole.Text).name() == theme.text
    assert theme.accent in qapp.styleSheet()
    assert QFontInfo(qapp.font()).family() == "Inter"


def test_appearance_follows_the_choice_and_tells(qapp: QApplication, qtbot: QtBot) -> None:
    appearance = Appearance(qapp, "light")
    assert appearance.theme == LIGHT
    with qtbot.waitSignal(appearance.changed) as heard:
        appearance.choose("dark")
    assert heard.args == [DARK]
    assert (appearance.theme, appearance.choice) == (DARK, "dark")
    assert DARK.accent in qapp.styleSheet()
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.choose("dark")


def test_appearance_follows_the_system(qapp: QApplication) -> None:
    appearance = Appearance(qapp)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert appearance.theme == DARK
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert appearance.theme == LIGHT


def test_a_choice_is_kept_when_the_system_changes(qapp: QApplication) -> None:
    appearance = Appearance(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert appearance.theme == LIGHT


def test_the_environment_has_the_last_word(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROLOOM_THEME", "dark")
    appearance = Appearance(qapp, "light")
    assert appearance.theme == DARK
    appearance.choose("light")
    assert appearance.theme == DARK


def test_a_misspelt_environment_is_ignored(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROLOOM_THEME", "purple")
    assert Appearance(qapp, "light").theme == LIGHT


def test_themes_are_found_by_name() -> None:
    assert {name: theme.name for name, theme in THEMES.items()} == {"light": "light", "dark": "dark"}
