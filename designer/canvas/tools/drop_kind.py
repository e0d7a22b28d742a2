"""Dragging a layer or an activation from the palette onto the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsPathItem

from designer.canvas.box_picture import OUTLINE
from designer.canvas.geometry import snapped
from designer.canvas.node_item import NodeItem
from designer.canvas.style import see_through
from designer.canvas.tools.base import Pointer, Tool
from designer.canvas.wire_item import WireItem
from designer.search import as_layer
from engine.declare import Declared, settings_of
from engine.layers.base import Layer

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class DropKind(Tool):
    """A kind hovers over the canvas: the wire that it would go into lights up, or the box that it would change.

    An activation over a layer that has one sets it; anything else is added where it is let go.
    """

    def __init__(self, canvas: CanvasView, kind: type[Declared]) -> None:
        super().__init__(canvas)
        self._kind = kind
        self._layer = as_layer(kind)
        self._wire: WireItem | None = None
        self._node: NodeItem | None = None
        self._ghost: QGraphicsPathItem | None = None

    def move(self, pointer: Pointer) -> None:
        """Show what letting go here would do."""
        self._unlight()
        self._node = self._changeable(pointer)
        if self._node is not None:
            self._node.set_lit(True)
        elif self._layer.inputs and self._layer.outputs and self.scene.node_at(pointer.at) is None:
            self._wire = self.scene.wire_at(pointer.at, self.canvas.zoom / 2)
            if self._wire is not None:
                self._wire.set_hovered(True)
        ghost = self._ghost or self._draw()
        ghost.setVisible(self._node is None)
        ghost.setPos(_place(pointer))

    def release(self, pointer: Pointer) -> None:
        """Add, insert or set."""
        self.move(pointer)
        wire, node = self._wire, self._node
        self.cancel()
        if node is not None:
            self.canvas.set_activation(node.node.id, self._kind)
        elif wire is not None:
            self.canvas.insert_kind(self._kind, wire.edge)
        else:
            self.canvas.add_kind(self._kind, _place(pointer))

    def cancel(self) -> None:
        """The drag has left the canvas."""
        self._unlight()
        if self._ghost is not None:
            self.scene.removeItem(self._ghost)
            self._ghost = None

    def _changeable(self, pointer: Pointer) -> NodeItem | None:
        if issubclass(self._kind, Layer):
            return None
        item = self.scene.node_at(pointer.at)
        if item is None or all(each.name != "activation" for each in settings_of(type(item.node.layer))):
            return None
        return item

    def _draw(self) -> QGraphicsPathItem:
        style = self.scene.style_of_items
        pen = QPen(style.accent, 1.5, Qt.PenStyle.DashLine)
        self._ghost = QGraphicsPathItem(OUTLINE)
        self._ghost.setPen(pen)
        self._ghost.setBrush(see_through(style.theme.accent, 0.08))
        self._ghost.setZValue(3.0)
        self.scene.addItem(self._ghost)
        return self._ghost

    def _unlight(self) -> None:
        if self._wire is not None:
            self._wire.set_hovered(False)
        if self._node is not None:
            self._node.set_lit(False)
        self._wire = self._node = None


def _place(pointer: Pointer) -> QPointF:
    at = pointer.at
    return at if pointer.alt else QPointF(snapped(at.x()), snapped(at.y()))
