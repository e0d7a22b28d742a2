"""Clicking and dragging boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from designer import edits
from designer.canvas.geometry import snapped
from designer.canvas.tools.base import Pointer, Tool
from designer.canvas.wire_item import WireItem
from engine.design import Place

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class MoveNodes(Tool):
    """Pressed on a box: selects it, and drags all that is selected, with the wires.

    The box that was pressed is drawn to the grid where it comes near, unless Alt is held. A box without wires that
    is let go over a wire is put into it.
    """

    def __init__(self, canvas: CanvasView, node_id: str) -> None:
        super().__init__(canvas)
        self._pressed = node_id
        self._was_selected = node_id in self.document.selection
        self._from: dict[str, Place] = {}
        self._to: dict[str, Place] = {}
        self._wire: WireItem | None = None

    def press(self, pointer: Pointer) -> None:
        """Select what is pressed."""
        super().press(pointer)
        selection = self.document.selection
        if pointer.shift:
            self.document.select((*(each for each in selection if each != self._pressed), self._pressed))
        elif not self._was_selected:
            self.document.select((self._pressed,))

    def move(self, pointer: Pointer) -> None:
        """Drag."""
        if self.start is None or (not self._from and not self.far_enough(pointer)):
            return
        places = self.document.design.places
        if not self._from:
            self._from = {each: places[each] for each in self.document.selection}
        self._to = self._shifted(pointer.at - self.start.at, free=pointer.alt)
        self.scene.place(self._to)
        self._light(pointer)

    def release(self, pointer: Pointer) -> None:
        """Let go: the boxes stay where they are now, or what was a click selects just one."""
        if not self._from:
            self._click(pointer)
            return
        design = edits.move(self.document.design, self._to)
        names = [design.graph[each].title for each in self._from]
        text = f"Move {names[0]}" if len(names) == 1 else f"Move {len(names)} layers"
        wire = self._wire
        self._unlight()
        if wire is not None:
            design = edits.insert_node(design, self._pressed, wire.edge)
            text = f"Insert {names[0]}"
        self.document.edit(text, design)

    def cancel(self) -> None:
        """Put the boxes back."""
        self._unlight()
        self.scene.refresh()

    def _click(self, pointer: Pointer) -> None:
        if pointer.shift and self._was_selected:
            self.document.select(each for each in self.document.selection if each != self._pressed)
        elif not pointer.shift:
            self.document.select((self._pressed,))

    def _shifted(self, step: QPointF, *, free: bool) -> dict[str, Place]:
        x, y = self._from[self._pressed] if self._pressed in self._from else next(iter(self._from.values()))
        across, down = step.x(), step.y()
        if not free:
            across, down = snapped(x + across) - x, snapped(y + down) - y
        return {each: (x + across, y + down) for each, (x, y) in self._from.items()}

    def _light(self, pointer: Pointer) -> None:
        """Show into which wire a lone box would be put."""
        graph = self.document.design.graph
        layer = graph[self._pressed].layer
        lone = (
            len(self._from) == 1
            and not graph.edges_into[self._pressed]
            and not graph.edges_from[self._pressed]
        )
        self._unlight()
        if lone and layer.inputs and layer.outputs:
            self._wire = self.scene.wire_at(pointer.at, self.canvas.zoom)
            if self._wire is not None:
                self._wire.set_hovered(True)

    def _unlight(self) -> None:
        if self._wire is not None:
            self._wire.set_hovered(False)
            self._wire = None
