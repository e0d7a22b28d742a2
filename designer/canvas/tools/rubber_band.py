"""Selecting all that a rectangle touches."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from designer.canvas.style import see_through
from designer.canvas.tools.base import Pointer, Tool


class RubberBand(Tool):
    """Drawn from empty canvas. With Shift what was selected stays so; a click alone selects nothing."""

    _band: QGraphicsRectItem | None = None
    _kept: tuple[str, ...] = ()
    _found: tuple[str, ...] = ()

    def press(self, pointer: Pointer) -> None:
        """Begin in this corner."""
        super().press(pointer)
        self._kept = self.document.selection if pointer.shift else ()
        self._found = self._kept

    def move(self, pointer: Pointer) -> None:
        """Show what would be selected."""
        if self.start is None or (self._band is None and not self.far_enough(pointer)):
            return
        if self._band is None:
            self._band = self._draw()
        rect = QRectF(self.start.at, pointer.at).normalized()
        self._band.setRect(rect)
        self._found = tuple(dict.fromkeys((*self._kept, *self.scene.nodes_in(rect))))
        self.scene.show_selection(self._found)

    def release(self, _pointer: Pointer) -> None:
        """Select."""
        self._erase()
        self.document.select(self._found)
        self.scene.show_selection(self.document.selection, self.document.selected_edges)

    def cancel(self) -> None:
        """Leave the selection as it was."""
        self._erase()
        self.scene.show_selection(self.document.selection, self.document.selected_edges)

    def _draw(self) -> QGraphicsRectItem:
        style = self.scene.style_of_items
        band = QGraphicsRectItem()
        pen = QPen(style.accent, 1.0)
        pen.setCosmetic(True)
        band.setPen(pen)
        band.setBrush(see_through(style.theme.accent, 0.1))
        band.setZValue(4.0)
        self.scene.addItem(band)
        return band

    def _erase(self) -> None:
        if self._band is not None:
            self.scene.removeItem(self._band)
            self._band = None
