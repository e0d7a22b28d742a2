"""The Log panel: what was said, line by line, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import QTime, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from designer.theme import Appearance
from designer.widgets.empty_state import EmptyState

MOST_LINES = 5_000
NOTHING = "What the program says is written down here, with its time."


class LogPanel(QWidget):
    """Plain text, the newest line last; only the latest lines are kept."""

    said = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = EmptyState(appearance, "terminal", NOTHING)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setUndoRedoEnabled(False)
        self.text.setAccessibleName("Log")
        self.copy_button = QPushButton("Copy all")
        self.copy_button.clicked.connect(self.copy_all)
        self.clear_button = QPushButton("Clear")
        self.clear_button.setProperty("kind", "quiet")
        self.clear_button.clicked.connect(self.clear)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        column.addLayout(row)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)

    def add(self, sentence: str, at: QTime | None = None) -> None:
        """Note a sentence with the time at which it was said (now, unless told)."""
        time = at if at is not None else QTime.currentTime()
        self.text.appendPlainText(f"{time.toString('HH:mm:ss')}  {sentence}")
        self._pages.setCurrentIndex(1)

    def copy_all(self) -> None:
        """Put the whole log on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.emit("The log is on the clipboard.")

    def clear(self) -> None:
        """Forget all lines."""
        self.text.clear()
        self._pages.setCurrentIndex(0)
