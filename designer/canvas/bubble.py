"""A sentence beside the cursor while a gesture goes on."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from designer.canvas.style import Style, font

WIDTH = 300


class Bubble(QLabel):
    """Lies over the viewport, lets the mouse through, and never leaves its parent's edges."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMargin(10)
        self.setFont(font(12))
        self.set_style(style)
        self.hide()

    def set_style(self, style: Style) -> None:
        """Another theme."""
        theme = style.theme
        self.setStyleSheet(
            f"background: {theme.panel}; color: {theme.text}; border: 1px solid {theme.danger}; border-radius: 8px;"
        )

    def say(self, sentence: str, remedy: str, at: QPoint) -> None:
        """Show a sentence, and a remedy below it, near a point of the parent."""
        self.setText(f"{sentence}\n\n{remedy}" if remedy else sentence)
        self.setFixedWidth(min(WIDTH, max(160, self._over.width() - 24)))
        self.setFixedHeight(self.heightForWidth(self.width()))
        room = self._over.rect()
        x, y = at.x() + 20, at.y() + 20
        if y + self.height() > room.bottom() - 8:
            y = at.y() - 20 - self.height()
        self.move(max(8, min(x, room.right() - 8 - self.width())), max(8, y))
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Say nothing more."""
        self.hide()
