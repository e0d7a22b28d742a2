"""A field to search in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from designer.icons import icon
from designer.theme import Appearance, Theme

STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_PageUp: -10,
}


class SearchField(QLineEdit):
    """A line to type a search in; Escape empties it.

    `searched` tells the text at every change, without blanks around it; `stepped` that an arrow key was pressed (1 for
    down, -1 for up, 10 for pages), so that a list below can move while one types; returnPressed is QLineEdit's.
    """

    searched = Signal(str)
    stepped = Signal(int)

    def __init__(self, appearance: Appearance, prompt: str = "Search") -> None:
        super().__init__()
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._on_text_changed)
        appearance.changed.connect(self._on_appearance_changed)
        self._on_appearance_changed(appearance.theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field, move in the list below, or type."""
        step = STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif step is not None and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self, text: str) -> None:
        self.searched.emit(text.strip())

    def _on_appearance_changed(self, theme: Theme) -> None:
        self._glass.setIcon(icon("search", theme, theme.muted))
