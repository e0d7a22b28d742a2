"""Free text: one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from designer.forms.editor import MIXED, Editor
from engine.declare import Setting


class TextEditor(Editor):
    """A line of text that is edited with every key."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(setting, parent)
        self.line = QLineEdit(self)
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.line.textEdited.connect(lambda text: self.edited.emit(text, False))
        self.line.editingFinished.connect(self._on_finished)

    def show_values(self, values: Sequence[Any], alike: bool) -> None:
        """Show the text, or none where instances differ."""
        self.line.setPlaceholderText("" if alike else MIXED)
        text = str(values[0]) if alike else ""
        if self.line.text() != text:
            self.line.setText(text)

    def _on_finished(self) -> None:
        if self.line.isModified():
            self.line.setModified(False)
            self.edited.emit(self.line.text(), True)
