"""What an empty canvas says: the first steps."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from designer.canvas.style import Style, font
from designer.icons import icon_pixmap

TITLE = "Draw your first network"
STEPS = (
    ("Drag", "a layer from the palette to this canvas"),
    ("Space", "search for a layer by name"),
    ("Drop", "a CSV file here, and a network is proposed"),
)
WIDTH, HEIGHT = 440, 250


class Hint(QWidget):
    """Stands in the middle of an empty canvas and lets the mouse through."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._style = style
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(f"{TITLE}: {'; '.join(' '.join(step) for step in STEPS)}")
        self.resize(WIDTH, HEIGHT)

    def set_style(self, style: Style) -> None:
        """Another theme."""
        self._style = style
        self.update()

    def centre(self) -> None:
        """Move to the middle of the parent."""
        room = self._over.rect()
        self.move(room.center().x() - WIDTH // 2, room.center().y() - HEIGHT // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A sign, a title, and the steps, each behind its key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._style.theme
        middle = WIDTH / 2
        painter.setPen(QPen(self._style.edge.color(), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(self._style.node)
        painter.drawRoundedRect(QRectF(middle - 32, 4, 64, 64), 16, 16)
        glyph = icon_pixmap("workflow", theme.accent, 30, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(middle - 15, 21), glyph)
        painter.setFont(font(18, QFont.Weight.DemiBold))
        painter.setPen(self._style.text)
        painter.drawText(QRectF(0, 82, WIDTH, 30), Qt.AlignmentFlag.AlignCenter, TITLE)
        key_font, text_font = font(11, QFont.Weight.DemiBold), font(13)
        keys, texts = QFontMetricsF(key_font), QFontMetricsF(text_font)
        widest_key = max(keys.horizontalAdvance(key) for key, _ in STEPS) + 20
        left = (WIDTH - widest_key - 12 - max(texts.horizontalAdvance(text) for _, text in STEPS)) / 2
        for row, (key, text) in enumerate(STEPS):
            y = 130.0 + 36 * row
            chip = QRectF(
                left + widest_key - keys.horizontalAdvance(key) - 20, y, keys.horizontalAdvance(key) + 20, 25
            )
            painter.setPen(self._style.edge)
            painter.setBrush(self._style.node)
            painter.drawRoundedRect(chip, 6, 6)
            painter.setFont(key_font)
            painter.setPen(self._style.text)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, key)
            painter.setFont(text_font)
            painter.setPen(self._style.muted)
            painter.drawText(
                QRectF(left + widest_key + 12, y, WIDTH, 25),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                text,
            )
        painter.end()
