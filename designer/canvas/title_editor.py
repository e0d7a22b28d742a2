"""Naming a node on its box."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class TitleEditor(QLineEdit):
    """Enter takes the name, so does clicking elsewhere; Esc leaves it as it was."""

    named = Signal(str, str)

    def __init__(self, node_id: str, name: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._node_id = node_id
        self._over = parent
        self._before = name
        self._done = False
        self.setMaxLength(80)
        self.setAccessibleName(f"Name of {name}")
        self.returnPressed.connect(self._finish)

    def open_at(self, rect: QRect) -> None:
        """Appear here, with the whole name selected."""
        self.setGeometry(rect)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes without a change."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._before)
            self._finish()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _finish(self) -> None:
        if self._done:
            return
        self._done = True
        name = self.text().strip()
        if name != self._before:
            self.named.emit(self._node_id, name)
        self.hide()
        self._over.setFocus()
        self.deleteLater()
