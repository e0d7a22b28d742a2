"""A message in the window that waits for nobody: it can be acted upon, closed, or left to go away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from designer.icons import icon, icon_pixmap
from designer.theme import Appearance, Theme, mix
from designer.widgets.badge import Tone, tone_colour

ICONS: dict[Tone, str] = {
    "neutral": "info",
    "accent": "sparkles",
    "danger": "circle-alert",
    "warning": "triangle-alert",
    "success": "circle-check",
}
ICON_SIZE = 18


class NoticeBar(QWidget):
    """One message with an icon, at most two buttons, and a cross to close it; hidden until there is one.

    `acted` tells that the button was pressed (and the bar closes), `looked` that the other one was, which shows what
    the message is about (and the bar stays), `closed` that the message is gone, however it went.
    """

    acted = Signal()
    looked = Signal()
    closed = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._tone: Tone = "neutral"
        self._picture = QLabel()
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._message.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton()
        self._button.clicked.connect(self._on_button_clicked)
        self._look = QPushButton()
        self._look.clicked.connect(self.looked)
        self._cross = QToolButton()
        self._cross.setIconSize(QSize(16, 16))
        self._cross.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cross.setToolTip("Close this message")
        self._cross.setAccessibleName("Close this message")
        self._cross.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 5, 4)
        row.setSpacing(10)
        for part in (self._picture, self._message, self._look, self._button, self._cross):
            row.addWidget(part)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)
        self.hide()

    @property
    def message(self) -> str:
        """What is said, or was said last."""
        return self._message.text()

    @property
    def button(self) -> QPushButton:
        """The button; hidden where there is nothing to press."""
        return self._button

    @property
    def look(self) -> QPushButton:
        """The button that shows what the message is about; hidden where there is nothing to show."""
        return self._look

    @property
    def cross(self) -> QToolButton:
        """The button that closes the message."""
        return self._cross

    def say(
        self, message: str, tone: Tone = "neutral", button: str = "", *, look: str = "", timeout_ms: int = 0
    ) -> None:
        """Show a message in place of the last one; with a timeout above 0 it goes away by itself."""
        self._message.setText(message)
        self._tone = tone
        self.setAccessibleName(message)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._look.setText(look)
        self._look.setVisible(bool(look))
        self._on_appearance_changed(self._appearance.theme)
        self.show()
        if timeout_ms > 0:
            self._timer.start(timeout_ms)
        else:
            self._timer.stop()

    def dismiss(self) -> None:
        """Take the message away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop waiting when the message is gone."""
        if self.isHidden():
            self._timer.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the message on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tinted ground."""
        theme = self._appearance.theme
        colour = tone_colour(theme, self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(mix(theme.panel, colour, 0.4)))
        painter.setBrush(QColor(theme.tint(colour)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _on_button_clicked(self) -> None:
        self.dismiss()
        self.acted.emit()

    def _on_appearance_changed(self, theme: Theme) -> None:
        colour = tone_colour(theme, self._tone)
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap(ICONS[self._tone], colour, ICON_SIZE, ratio))
        self._cross.setIcon(icon("x", theme))
        self.update()
