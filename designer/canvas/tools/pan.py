"""Moving the view with the middle button."""

from __future__ import annotations

from PySide6.QtCore import Qt

from designer.canvas.tools.base import Pointer, Tool


class Pan(Tool):
    """What is under the mouse stays under it."""

    def press(self, pointer: Pointer) -> None:
        """Take hold."""
        super().press(pointer)
        self._last = pointer.screen
        self.canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        self.canvas.pan_by(self._last - pointer.screen)
        self._last = pointer.screen

    def release(self, _pointer: Pointer) -> None:
        """Let go."""
        self.canvas.viewport().unsetCursor()

    def cancel(self) -> None:
        """Let go where it is: a view has nothing to be restored."""
        self.canvas.viewport().unsetCursor()
