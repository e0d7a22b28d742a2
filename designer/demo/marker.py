"""What shows a person who watches where the hand is and what it does: a pointer, what it carries, and a caption."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

ARROW = QPolygonF(
    [QPointF(*each) for each in ((0, 0), (0, 19), (5, 14.5), (9, 22), (12, 20.5), (8.5, 13.5), (14, 13))]
)
RING = 15.0
BLUE = QColor("#2f6fed")


class Marker(QWidget):
    """Lies over one window at a time, lets every event through, and is no part of any picture that is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._at = QPointF()
        self._text = ""
        self._pressed = False
        self._carried: QPixmap | None = None

    def enter(self, window: QWidget) -> None:
        """Lie over this window from now on."""
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def leave(self) -> None:
        """Lie over no window, before one is closed."""
        self.hide()
        self.setParent(None)

    def say(self, window: QWidget, text: str) -> None:
        """Show a caption."""
        self._text = text
        self.enter(window)
        self.update()

    def move_to(self, place: QPointF) -> None:
        """Point at a place of the screen."""
        self._at = QPointF(self.mapFromGlobal(place))
        self.update()

    def press(self, pressed: bool) -> None:
        """Show whether the button is down."""
        self._pressed = pressed
        self.update()

    def carry(self, picture: QPixmap | None) -> None:
        """Show what is dragged."""
        self._carried = picture
        self._pressed = picture is not None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Caption, then what is carried, then the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._text:
            self._paint_caption(painter)
        if self._carried is not None:
            size = self._carried.deviceIndependentSize()
            painter.drawPixmap(self._at - QPointF(size.width() / 2, size.height() / 2), self._carried)
        if self._pressed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(BLUE, 3))
            painter.drawEllipse(self._at, RING, RING)
        painter.translate(self._at)
        painter.setPen(QPen(QColor("white"), 1.6))
        painter.setBrush(QColor("black"))
        painter.drawPolygon(ARROW)

    def _paint_caption(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        room = QRectF(painter.fontMetrics().boundingRect(self._text)).adjusted(-20, -11, 20, 11)
        room.moveCenter(QPointF(self.width() / 2, self.height() - room.height() / 2 - 44))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 24, 32, 225))
        painter.drawRoundedRect(room, room.height() / 2, room.height() / 2)
        painter.setPen(QColor("white"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._text)
