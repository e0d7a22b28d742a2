"""Which weights the network begins with, where they are not random: the file, and which layers it fits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from designer.icons import icon, icon_pixmap
from designer.session.transfer import TransferWatch
from designer.theme import Appearance
from designer.widgets.badge import Tone, tone_colour

MOST = 5
"""So many layers that did not fit are named; the tooltip has them all."""
ICONS: dict[Tone, str] = {
    "neutral": "clock",
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}
ICON = 18


class TransferCard(QFrame):
    """Hidden while weights are random. `cleared` tells that the person wants random ones again."""

    cleared = Signal()

    def __init__(self, watch: TransferWatch, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watch, self._appearance = watch, appearance
        self._tone: Tone = "neutral"
        self.setObjectName("transfer")
        self._icon = QLabel(self)
        self.summary, self.missed = QLabel(self), QLabel(self)
        for words in (self.summary, self.missed):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.missed.setProperty("role", "small")
        self.cross = QToolButton(self)
        self.cross.setIconSize(QSize(16, 16))
        self.cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cross.setToolTip("Begin with random weights")
        self.cross.setAccessibleName("Begin with random weights")
        self.cross.clicked.connect(self.cleared)
        words_column = QVBoxLayout()
        words_column.setSpacing(4)
        words_column.addWidget(self.summary)
        words_column.addWidget(self.missed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 4, 8)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words_column, 1)
        row.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        watch.changed.connect(self.refresh)
        appearance.changed.connect(lambda _theme: self._draw())
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        report, name = self._watch.report, Path(self._watch.path).name
        missed = () if report is None else tuple(layer.sentence for layer in report.missed)
        if self._watch.failure:
            self._tone, text = "danger", self._watch.failure
        elif report is None:
            self._tone, text = "neutral", f"Reading {name}…"
        else:
            self._tone, text = "warning" if missed else "success", report.summary(name)
        self.summary.setText(text)
        more = f"\n… and {len(missed) - MOST} more." if len(missed) > MOST else ""
        self.missed.setText("\n".join(missed[:MOST]) + more)
        self.missed.setToolTip("\n".join(missed) if more else "")
        self.missed.setVisible(bool(missed))
        self.setAccessibleName(text)
        self._draw()
        self.setVisible(bool(self._watch.path))

    def _draw(self) -> None:
        theme = self._appearance.theme
        colour = tone_colour(theme, self._tone)
        self._icon.setPixmap(icon_pixmap(ICONS[self._tone], colour, ICON, self.devicePixelRatioF()))
        self.cross.setIcon(icon("x", theme))
        self.setStyleSheet(
            f"#transfer {{ background: {theme.tint(colour, 0.07)}; border: 1px solid {theme.tint(colour, 0.3)};"
            " border-radius: 8px; }"
        )
