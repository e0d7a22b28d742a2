"""A line of text that ends in an ellipsis where it would be cut off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption

NARROWEST = "Wide…"


class ElidedLabel(QLabel):
    """One line that takes the room it gets. Where that is too little, the tooltip has the whole text.

    `text()` is always the whole text. A tooltip of one's own is set with `set_hint` and keeps standing.
    """

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self._hint = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text; line breaks become blanks."""
        super().setText(" ".join(text.split()))
        self._refresh()

    def set_hint(self, hint: str) -> None:
        """Set what the tooltip says besides a text that did not fit."""
        self._hint = hint
        self._refresh()

    def shown_text(self) -> str:
        """Return what is to be seen: the text, or as much of it as fits and an ellipsis."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        whole = super().sizeHint()
        return QSize(min(whole.width(), self.fontMetrics().horizontalAdvance(NARROWEST)), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out anew whether all of the text can be seen."""
        super().resizeEvent(event)
        self._refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )

    def _refresh(self) -> None:
        cut = self.shown_text() != self.text()
        self.setToolTip("\n".join(part for part in (self.text() if cut else "", self._hint) if part))
        self.update()
