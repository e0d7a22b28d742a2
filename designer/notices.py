"""What is said to the person: one notice over the canvas at a time, and the list of all that was said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTime, Signal
from PySide6.QtWidgets import QWidget

from designer.theme import Appearance
from designer.widgets.notice_bar import NoticeBar

SAYING_MS = 8_000
"""How long a plain notice stays."""
WIDEST = 720
MARGIN = 12
BESIDE_THE_LINE = 110
"""Pixels for what stands beside a message: its icon, its cross, and the gaps."""


class Notices(QObject):
    """Floats a notice at the top of a widget, so that nothing below it moves. `noted(sentence)` tells of each."""

    noted = Signal(str)

    def __init__(self, appearance: Appearance, over: QWidget) -> None:
        super().__init__(over)
        self.bar = NoticeBar(appearance)
        self.bar.setParent(over)
        self.lines: list[tuple[QTime, str]] = []
        self._over = over
        self._offered: Callable[[], object] | None = None
        self.bar.acted.connect(self._on_acted)
        over.installEventFilter(self)

    def say(self, sentence: str) -> None:
        """A plain notice, for some seconds."""
        self._offered = None
        self.bar.say(sentence, timeout_ms=SAYING_MS)
        self.note(sentence)

    def complain(self, sentence: str) -> None:
        """Something that did not work: stays until it is closed."""
        self._offered = None
        self.bar.say(sentence, "warning")
        self.note(sentence)

    def offer(self, sentence: str, title: str, callback: Callable[[], object]) -> None:
        """Something that did not work, with a remedy on a button."""
        self._offered = callback
        self.bar.say(sentence, "warning", title)
        self.note(sentence)

    def note(self, sentence: str) -> None:
        """Something that is told elsewhere, for the list alone."""
        self.lines.append((QTime.currentTime(), sentence))
        self._place()
        self.noted.emit(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        # The bar breaks its lines early where it may; here it gets what one line needs, as far as there is room.
        line = self.bar.fontMetrics().horizontalAdvance(self.bar.message) + BESIDE_THE_LINE
        if not self.bar.button.isHidden():
            line += self.bar.button.sizeHint().width()
        width = max(0, min(self._over.width() - 2 * MARGIN, WIDEST, line))
        height = max(self.bar.heightForWidth(width), self.bar.minimumSizeHint().height())
        self.bar.setGeometry((self._over.width() - width) // 2, MARGIN, width, height)
        self.bar.raise_()

    def _on_acted(self) -> None:
        offered, self._offered = self._offered, None
        if offered is not None:
            offered()
