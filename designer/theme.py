"""The looks: light and dark colours as data, how they reach Qt, and which of the two holds now.

Nothing here draws. Icons are in `designer.icons`; charts and canvas read the colours of a `Theme` themselves.

A widget asks for a look of its own by a dynamic property, set before it is shown:

* `QPushButton`: kind = "primary" | "danger" | "quiet"
* `QToolButton`: kind = "primary"; `QAbstractButton`s are flat otherwise
* `QTabBar`: kind = "dense", for many tabs in little room
* `QLabel`: role = "title" | "heading" | "muted" | "code" | "danger" | "warning" | "success"
* `QFrame`: role = "card" (raised, rounded) | "rule" (a thin line)
"""

from __future__ import annotations

import dataclasses
import os
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = ("system", "light", "dark")
ENVIRONMENT = "NEUROLOOM_THEME"
FONT_FAMILY = "Inter"
FONT_STYLES = ("Regular", "Medium", "SemiBold")
SMALLEST_POINTS, LARGEST_POINTS = 9.75, 13.0
"""Text is as large as the system asks for, within what the layouts are made for."""


@dataclasses.dataclass(frozen=True)
class Families:
    """One stable colour per family of layers; each is readable as text on a panel and under `on_accent`."""

    data: str
    core: str
    activation: str
    convolution: str
    pooling: str
    recurrent: str
    attention: str
    normalisation: str
    regularisation: str
    merge: str
    output: str


@dataclasses.dataclass(frozen=True)
class Series:
    """The three parts of a table, wherever they are drawn: training blue, validation orange, test green."""

    training: str
    validation: str
    test: str


@dataclasses.dataclass(frozen=True)
class Weights:
    """The ends and the middle of the scale on which weights, biases and gradients are drawn."""

    negative: str
    zero: str
    positive: str


@dataclasses.dataclass(frozen=True)
class Theme:
    """Every colour of the program, as "#rrggbb". A value: two themes with the same colours are equal."""

    name: str
    window: str
    """behind everything: menu bar, tool bar, gaps between panels"""
    panel: str
    """behind text and forms: docks, dialogs, lists"""
    field: str
    """behind what can be typed or chosen"""
    hover: str
    pressed: str
    canvas: str
    canvas_grid: str
    node: str
    """the body of a layer on the canvas"""
    wire: str
    text: str
    muted: str
    """second-rank text, still readable"""
    disabled: str
    """text of what cannot be used now"""
    icon: str
    border: str
    """between things"""
    outline: str
    """around controls: at least 3:1 against a panel"""
    accent: str
    accent_hover: str
    on_accent: str
    """text on the accent, on a family's and on a series' colour"""
    selection: str
    """behind selected text and rows, which keep the colour of text"""
    danger: str
    warning: str
    success: str
    families: Families
    series: Series
    weights: Weights

    @property
    def dark(self) -> bool:
        """True when text is lighter than what it stands on."""
        return luminance(self.text) > luminance(self.panel)

    def family(self, name: str) -> str:
        """Return the colour of a family of layers; an unknown family has the colour of muted text."""
        return str(getattr(self.families, name.lower(), self.muted))

    def tint(self, colour: str, amount: float = 0.12) -> str:
        """Return the panel's colour with `amount` (0 to 1) of `colour` in it: the ground of badges and notices."""
        return mix(self.panel, colour, amount)


LIGHT = Theme(
    name="light",
    window="#eef0f4",
    panel="#ffffff",
    field="#ffffff",
    hover="#e6e9ef",
    pressed="#d8dde6",
    canvas="#f7f8fa",
    canvas_grid="#dfe3ea",
    node="#ffffff",
    wire="#7c8798",
    text="#1a202c",
    muted="#566073",
    disabled="#8b94a4",
    icon="#3c4658",
    border="#d9dee6",
    outline="#8a94a5",
    accent="#5447d6",
    accent_hover="#4237b8",
    on_accent="#ffffff",
    selection="#dfdcfb",
    danger="#b91f2b",
    warning="#8a5200",
    success="#17703c",
    families=Families(
        data="#0b7187",
        core="#3957c9",
        activation="#b8225f",
        convolution="#7a3cc0",
        pooling="#8f5a00",
        recurrent="#0a7458",
        attention="#ad3a1b",
        normalisation="#5d6a08",
        regularisation="#855088",
        merge="#4e5d70",
        output="#1d7433",
    ),
    series=Series(training="#1f66c1", validation="#a84f00", test="#1d7a38"),
    weights=Weights(negative="#e0700a", zero="#ffffff", positive="#1f66c1"),
)

DARK = Theme(
    name="dark",
    window="#15171c",
    panel="#1d2027",
    field="#15171c",
    hover="#2a2e38",
    pressed="#353a46",
    canvas="#121419",
    canvas_grid="#262a33",
    node="#23272f",
    wire="#7f899a",
    text="#e7eaf0",
    muted="#a0a9b8",
    disabled="#6b7483",
    icon="#c5ccd8",
    border="#323743",
    outline="#707a8b",
    accent="#a49cff",
    accent_hover="#bab4ff",
    on_accent="#14131f",
    selection="#3b3775",
    danger="#ff8a8a",
    warning="#f0b54d",
    success="#66cf90",
    families=Families(
        data="#4cc3da",
        core="#8fa8ff",
        activation="#ff85b3",
        convolution="#c79bff",
        pooling="#e8b04a",
        recurrent="#45cfa5",
        attention="#ff9673",
        normalisation="#c0cc58",
        regularisation="#dca0df",
        merge="#a9b6c8",
        output="#74d486",
    ),
    series=Series(training="#6db1ff", validation="#ffa653", test="#6fd38d"),
    weights=Weights(negative="#ff9436", zero="#343a46", positive="#5aa7ff"),
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK)}


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 for black to 1 for white (WCAG 2.2)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, whichever stands on the other (WCAG 2.2)."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(ground: str, colour: str, amount: float) -> str:
    """Return `ground` with `amount` (0 to 1) of `colour` laid over it."""
    pairs = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * amount):02x}" for low, high in pairs)


def _resources() -> Path:
    return Path(str(files("resources")))


def stylesheet(theme: Theme, points: float = 10.0) -> str:
    """Return Qt's style sheet in the colours of `theme`, for text of `points` points."""
    colours = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    template = Template((_resources() / "themes" / "application.qss").read_text(encoding="utf-8"))
    return template.substitute(
        colours,
        images=(_resources() / "themes" / theme.name).as_posix(),
        accent_tint=theme.tint(theme.accent),
        danger_tint=theme.tint(theme.danger),
        row=mix(theme.panel, theme.text, 0.025),
        handle=mix(theme.panel, theme.text, 0.28),
        handle_hover=mix(theme.panel, theme.text, 0.45),
        title_points=f"{points * 1.45:.1f}",
        heading_points=f"{points * 1.1:.1f}",
        small_points=f"{points * 0.92:.1f}",
    )


def palette(theme: Theme) -> QPalette:
    """Return Qt's palette in the colours of `theme`, for what no style sheet reaches."""
    role = QPalette.ColorRole
    shades = {
        role.Window: theme.panel,
        role.Base: theme.field,
        role.AlternateBase: mix(theme.panel, theme.text, 0.025),
        role.Button: theme.panel,
        role.ToolTipBase: theme.panel,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.BrightText: theme.danger,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.panel,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.outline,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for name, colour in shades.items():
        result.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.disabled))
    return result


def load_fonts() -> None:
    """Make the program's own typeface known to Qt; a second call does nothing."""
    if FONT_FAMILY not in QFontDatabase.families():
        for style in FONT_STYLES:
            QFontDatabase.addApplicationFont(str(_resources() / "fonts" / f"Inter-{style}.ttf"))


def application_font(system: QFont) -> QFont:
    """Return the program's typeface as large as the system's font, within our limits."""
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(min(max(system.pointSizeF(), SMALLEST_POINTS), LARGEST_POINTS))
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours, controls and typeface of `theme`."""
    load_fonts()
    if app.style().objectName() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    font = application_font(app.font())
    app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme, font.pointSizeF()))


class Appearance(QObject):
    """Which theme holds: the user's choice, the system's, or the environment's, in rising order of say.

    `theme` is what the application shows now. Whoever paints with it is given this object and listens to `changed`.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, choice: Choice = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._choice: Choice = choice
        self._scheme = self._ask_system()
        self._theme = self._wanted()
        apply(app, self._theme)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The theme that the application shows."""
        return self._theme

    @property
    def choice(self) -> Choice:
        """What the user chose: "system", "light" or "dark"."""
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Follow the system from now on, or stay light or dark; `changed` tells when the colours differ."""
        self._choice = choice
        self._scheme = self._ask_system()
        self._refresh()

    def _ask_system(self) -> Qt.ColorScheme:
        """Tell the system what was chosen, for the frames it draws around windows; return its light or dark."""
        hints = self._app.styleHints()
        if self._choice == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self._choice == "dark" else Qt.ColorScheme.Light)
        return hints.colorScheme()

    def _wanted(self) -> Theme:
        name = os.environ.get(ENVIRONMENT, "").lower()
        if name not in THEMES:
            name = self._choice
        if name in THEMES:
            return THEMES[name]
        return DARK if self._scheme is Qt.ColorScheme.Dark else LIGHT

    def _refresh(self) -> None:
        theme = self._wanted()
        if theme != self._theme:
            self._theme = theme
            apply(self._app, theme)
            self.changed.emit(theme)

    def _on_color_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._refresh()
