"""The colours, pens and typefaces with which the canvas is painted: made once per theme, shared by every item."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QPixmap

from designer.icons import icon_names, icon_pixmap
from designer.theme import FONT_FAMILY, Theme, mix

FAMILY_ICONS = {
    "data": "database",
    "core": "network",
    "activation": "chart-spline",
    "convolution": "grid-3x3",
    "pooling": "minimize",
    "recurrent": "repeat",
    "attention": "focus",
    "normalisation": "align-horizontal-distribute-center",
    "regularisation": "droplets",
    "merge": "git-merge",
    "output": "target",
}
"""What stands on the tile of a kind that has no drawing of its own; other families have a plain box."""

TEXT_FROM = 0.5
"""The zoom from which all text of a node can be read; below it only the name is written, larger."""
NAME_FROM = 0.3
"""The zoom from which the name is written beside the sign; below it the name stands alone, while it has room."""
FAR_NAME_FROM = 0.18
"""The zoom from which a name, as small as can be read, has room for some letters."""


class Style:
    """What a theme means on the canvas. Never changes; another theme is another Style."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.canvas = QColor(theme.canvas)
        self.dots = QColor(theme.canvas_grid)
        self.node = QColor(theme.node)
        self.text = QColor(theme.text)
        self.muted = QColor(theme.muted)
        self.danger = QColor(theme.danger)
        self.accent = QColor(theme.accent)
        self.on_accent = QColor(theme.on_accent)
        self.wire = QColor(theme.wire)
        self.rule = QColor(mix(theme.node, theme.text, 0.09))
        self.edge = QPen(QColor(mix(theme.node, theme.text, 0.2 if theme.dark else 0.17)), 1.0)
        self.edge_hover = QPen(QColor(mix(theme.node, theme.text, 0.45)), 1.25)
        self.edge_chosen = QPen(self.accent, 2.0)
        self.edge_wrong = QPen(QColor(mix(theme.node, theme.danger, 0.75)), 1.25)
        self.halo = see_through(theme.accent, 0.28)
        self.shadows = tuple(QColor(0, 0, 0, alpha) for alpha in ((34, 24, 14) if theme.dark else (13, 8, 4)))
        self.name_font = font(13.0, QFont.Weight.DemiBold)
        self.tight_font = font(12.0, QFont.Weight.DemiBold)
        self.large_font = font(20.0, QFont.Weight.DemiBold)
        self.far_font = font(10.0, QFont.Weight.Medium)
        self.line_font = font(11.5)
        self.small_font = font(11.0)
        self.label_font = font(10.5, QFont.Weight.Medium)
        self.label_metrics = QFontMetricsF(self.label_font)
        self.name_metrics = QFontMetricsF(self.name_font)
        self.tight_metrics = QFontMetricsF(self.tight_font)
        self.large_metrics = QFontMetricsF(self.large_font)
        self.far_metrics = QFontMetricsF(self.far_font)
        self.line_metrics = QFontMetricsF(self.line_font)
        self.small_metrics = QFontMetricsF(self.small_font)
        self._families = {name: QColor(theme.family(name)) for name in FAMILY_ICONS}
        self._tints = {name: QColor(mix(theme.node, theme.family(name), 0.15)) for name in FAMILY_ICONS}
        self._washes = {name: QColor(mix(theme.node, theme.family(name), 0.32)) for name in FAMILY_ICONS}

        self._pens: dict[tuple[str, bool], QPen] = {}
        self._label_widths: dict[str, float] = {}

    def label_width(self, text: str) -> float:
        """How wide the label of a wire is: few shapes stand on many wires."""
        if text not in self._label_widths:
            self._label_widths[text] = self.label_metrics.horizontalAdvance(text)
        return self._label_widths[text]

    def family(self, name: str) -> QColor:
        """The colour of a family of layers."""
        return self._families.get(name, self.muted)

    def tint(self, name: str) -> QColor:
        """A breath of a family's colour on a node: the ground of its tile."""
        return self._tints.get(name, self.rule)

    def wash(self, name: str) -> QColor:
        """A family's colour as the whole box wears it where it is too small for text."""
        return self._washes.get(name, self.rule)

    def glyph(self, kind: str, family: str, size: int, ratio: float) -> QPixmap:
        """The drawing of a kind of layer, else of its family, for a screen of at least `ratio` pixels each."""
        name = f"layer-{kind}"
        if name not in icon_names():
            name = FAMILY_ICONS.get(family, "box")
        return icon_pixmap(name, self.theme.family(family), size, _sharp(ratio))

    def sign(self, name: str, size: float, ratio: float) -> QPixmap:
        """A small icon in the colour of small print, for a screen of at least `ratio` pixels each."""
        return icon_pixmap(name, self.theme.muted, round(size), _sharp(ratio))

    def wire_pen(self, state: str, far: bool) -> QPen:
        """The pen of a wire that is "calm", "hover", "chosen", "wrong" or "new"; `far` keeps it visible when small."""
        if (state, far) not in self._pens:
            self._pens[state, far] = self._wire_pen(state, far)
        return self._pens[state, far]

    def _wire_pen(self, state: str, far: bool) -> QPen:
        colour = {"calm": self.wire, "wrong": self.danger}.get(state, self.accent)
        width = 1.75 if state in ("calm", "wrong") else 2.5
        pen = QPen(colour, 1.25 if far else width)
        pen.setCosmetic(far)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if state == "wrong":
            pen.setDashPattern([3.0, 3.0])
        return pen


def _sharp(ratio: float) -> float:
    """The next of a few resolutions, so that few pictures are kept."""
    return next((each for each in (1.0, 1.5, 2.0, 3.0, 4.0) if each >= ratio), 8.0)


def font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's typeface at a size in pixels of the canvas, which no zoom rounds."""
    made = QFont(FONT_FAMILY)
    made.setStyleHint(QFont.StyleHint.SansSerif)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def see_through(colour: str, alpha: float) -> QColor:
    """A colour with an alpha of 0 to 1."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
