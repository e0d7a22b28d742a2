"""What stands where there is nothing yet: why, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.icons import icon_pixmap
from designer.theme import Appearance, Theme

ICON_SIZE = 40
TEXT_WIDTH = 340


class EmptyState(QWidget):
    """An icon, one sentence, and at most one button, in the middle of an empty panel. `pressed` is the button's."""

    pressed = Signal()

    def __init__(self, appearance: Appearance, icon_name: str, sentence: str, button: str = "") -> None:
        super().__init__()
        self._appearance = appearance
        self._icon_name = icon_name
        self._picture = QLabel()
        self._sentence = QLabel()
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMaximumWidth(TEXT_WIDTH)
        self._button = QPushButton()
        self._button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        # Room on both sides instead of an alignment: an aligned label would not wrap well.
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._sentence, 100)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say(sentence, button)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    @property
    def button(self) -> QPushButton:
        """The button; hidden where there is nothing to press."""
        return self._button

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence.text()

    def say(self, sentence: str, button: str = "") -> None:
        """Show another sentence and button; without a text there is no button."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))

    def _on_appearance_changed(self, theme: Theme) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap(self._icon_name, theme.outline, ICON_SIZE, ratio))
