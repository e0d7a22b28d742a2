"""A small coloured sign with a word in it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer.icons import paint_icon
from designer.theme import Appearance, Theme

Tone = Literal["neutral", "accent", "danger", "warning", "success"]
HEIGHT, PADDING, ICON_SIZE, GAP = 22, 8, 13, 4


def tone_colour(theme: Theme, tone: Tone) -> str:
    """Return the colour in which a theme says something of this tone."""
    return theme.muted if tone == "neutral" else str(getattr(theme, tone))


class Badge(QWidget):
    """A word on a tinted, rounded ground, with an icon before it where one is named.

    Its colour is that of its tone, or of a family of layers.
    """

    def __init__(
        self, appearance: Appearance, text: str, tone: Tone = "neutral", icon_name: str = "", family: str = ""
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._text = text
        self._tone: Tone = tone
        self._icon_name = icon_name
        self._family = family
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        appearance.changed.connect(self._on_appearance_changed)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    @property
    def tone(self) -> Tone:
        """What kind of thing the badge says."""
        return self._tone

    def say(self, text: str, tone: Tone = "neutral", icon_name: str = "") -> None:
        """Show another word, tone and icon."""
        self._text, self._tone, self._icon_name = text, tone, icon_name
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that the word and the icon need."""
        height = max(HEIGHT, self.fontMetrics().height() + 4)
        if not self._text:
            return QSize(height, height)
        words = self.fontMetrics().horizontalAdvance(self._text)
        picture = ICON_SIZE + GAP if self._icon_name else 0
        return QSize(words + picture + 2 * PADDING, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the icon and the word."""
        theme = self._appearance.theme
        colour = theme.family(self._family) if self._family else tone_colour(theme, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tint(colour)))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        area = QRectF(self.rect()).adjusted(PADDING, 0, -PADDING, 0)
        if self._icon_name:
            top = area.center().y() - ICON_SIZE / 2
            left = area.left() if self._text else area.center().x() - ICON_SIZE / 2
            paint_icon(painter, QRectF(left, top, ICON_SIZE, ICON_SIZE), self._icon_name, colour)
            area.setLeft(area.left() + ICON_SIZE + GAP)
        painter.setPen(QColor(colour))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._text)

    def _on_appearance_changed(self, _theme: Theme) -> None:
        self.update()
