"""What every gesture is, and the point that it is told of."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

DRAG_FROM = 4
"""Pixels of the screen that the mouse must go before a press becomes a drag."""


@dataclasses.dataclass(frozen=True)
class Pointer:
    """Where the mouse is: on the scene and on the viewport, with the keys that are held down now."""

    at: QPointF
    screen: QPoint
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def shift(self) -> bool:
        """Whether Shift is down."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def alt(self) -> bool:
        """Whether Alt is down."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)


class Tool:
    """One gesture, from press to release or cancel. It ends in at most one edit, and leaves no trace otherwise."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas
        self.scene = canvas.scene_of_items
        self.document = canvas.document
        self.start: Pointer | None = None

    def press(self, pointer: Pointer) -> None:
        """The button goes down."""
        self.start = pointer

    def move(self, pointer: Pointer) -> None:
        """The mouse moves with the button down."""

    def release(self, pointer: Pointer) -> None:
        """The button goes up: the gesture takes effect."""

    def cancel(self) -> None:
        """The gesture is called off: all is shown as it was."""

    def far_enough(self, pointer: Pointer) -> bool:
        """Whether the mouse has gone far enough for a drag."""
        return self.start is not None and (pointer.screen - self.start.screen).manhattanLength() >= DRAG_FROM
