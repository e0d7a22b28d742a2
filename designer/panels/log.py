"""The Log panel: what happened, line by line, to be read and copied."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from designer.theme import Appearance

MOST_LINES = 5_000


class LogPanel(QWidget):
    """Plain text, the newest line last; only the latest lines are kept."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setUndoRedoEnabled(False)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("Log")
        self.text.setPlaceholderText("What happens is noted here.")
        self.copy_button = QPushButton("Copy all")
        self.copy_button.clicked.connect(self.copy)
        self.clear_button = QPushButton("Clear")
        self.clear_button.setProperty("kind", "quiet")
        self.clear_button.clicked.connect(self.text.clear)
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.text, 1)
        column.addLayout(row)

    def add(self, sentence: str, at: datetime | None = None) -> None:
        """Note a sentence with the time at which it was said (now, unless told)."""
        self.text.appendPlainText(f"{at or datetime.now():%H:%M:%S}  {sentence}")

    def copy(self) -> None:
        """Put the whole log on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
