"""Rich text that is laid out once, however often a layout asks how high it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class RichLabel(QLabel):
    """A label for HTML that can be selected. Its measures are kept until its text or its typeface changes.

    QLabel lays rich text out anew for every question about its size; a panel asks dozens of times.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Show another text; the same one costs nothing."""
        if text != self.text():
            self._forget()
            super().setText(text)

    def heightForWidth(self, width: int) -> int:
        """How high the text is at a width."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """The room that the text would like to have."""
        if self._hint is None:
            self._hint = super().sizeHint()
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """A line: its width is the panel's, its height follows from that."""
        return QSize(0, self.fontMetrics().height())

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew with another typeface or style."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ContentsRectChange):
            self._forget()
        super().changeEvent(event)

    def _forget(self) -> None:
        self._heights.clear()
        self._hint = None
