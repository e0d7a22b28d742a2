"""One line of text that changes many times a second: no layout is done anew for it, it is only painted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption


class Readout(QLabel):
    """A muted line as wide as there is room, or as `widest` needs; what does not fit ends in an ellipsis.

    Unlike a QLabel it never asks for another size, so that a new text costs no more than painting it.
    """

    def __init__(self, widest: str = "") -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self._line = ""
        self._widest = widest
        across = QSizePolicy.Policy.Fixed if widest else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """The whole line."""
        return self._line

    def setText(self, text: str) -> None:
        """Show another line; line breaks become blanks."""
        line = " ".join(text.split())
        if line != self._line:
            self._line = line
            self.setAccessibleDescription(line)
            self.setToolTip(line if self._cut() else "")
            self.update()

    def sizeHint(self) -> QSize:
        """Return room for the widest text, or for a few words."""
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        width = metrics.horizontalAdvance(self._widest or "A few words")
        return QSize(width + margins.left() + margins.right() + 2, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same as `sizeHint`."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        shown = self.fontMetrics().elidedText(
            self._line, Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )

    def _cut(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self._line) > self.contentsRect().width()
