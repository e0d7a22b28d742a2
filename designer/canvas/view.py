"""The canvas: one view on a document's network, its gestures and its keys. What they do is in `editing` and `tools`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from designer.canvas import menus
from designer.canvas.face import port_text, spoken, tooltip
from designer.canvas.geometry import GRID, distance
from designer.canvas.hint import Hint
from designer.canvas.minimap import Minimap
from designer.canvas.node_item import NodeItem
from designer.canvas.searching import SearchingView
from designer.canvas.tools.base import Pointer, Tool
from designer.canvas.tools.draw_wire import DrawWire
from designer.canvas.tools.drop_kind import DropKind
from designer.canvas.tools.move_nodes import MoveNodes
from designer.canvas.tools.pan import Pan
from designer.canvas.tools.rubber_band import RubberBand
from designer.canvas.walk import Direction, step
from designer.canvas.wire_item import WireItem
from designer.document import Document
from designer.search import KIND_MIME, at_path
from engine.graph import Edge

if TYPE_CHECKING:
    from designer.theme import Appearance

ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
WAYS = {"left": (-GRID, 0.0), "right": (GRID, 0.0), "up": (0.0, -GRID), "down": (0.0, GRID)}


class CanvasView(SearchingView):
    """What the user draws on. At most one gesture is under way; a change of the design from elsewhere ends it."""

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(document, appearance, parent)
        style = self.scene_of_items.style_of_items
        self._tool: Tool | None = None
        self._drop: DropKind | None = None
        self._hovered: NodeItem | WireItem | None = None
        self.hint = Hint(style, self.viewport())
        self.minimap = Minimap(self.scene_of_items, self)
        self.setAccessibleName("Canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        document.changed.connect(self._on_changed)
        document.selection_changed.connect(self._on_selection_changed)
        self.scene_of_items.facts_shown.connect(self.minimap.refresh)
        self._on_changed()

    # --- the document ----------------------------------------------------------------------------------------

    def _on_changed(self, *_designs: object) -> None:
        self._forget_hovered()
        self.cancel_gesture()
        self.hint.setVisible(not self.document.design.graph.nodes)
        self.hint.centre()

    def _on_selection_changed(self) -> None:
        current = self.current if self.hasFocus() else None
        self.scene_of_items.focus_node(current)
        said = "Nothing is selected"
        if self.current is not None:
            node = self.document.design.graph[self.current]
            said = spoken(node, self.scene_of_items.nodes[node.id].face)
        self.setAccessibleDescription(said)

    def _on_appearance_changed(self, theme: object) -> None:
        super()._on_appearance_changed(theme)
        self.hint.set_style(self.scene_of_items.style_of_items)
        self.minimap.refresh()
        self.close_search()

    # --- gestures --------------------------------------------------------------------------------------------

    def cancel_gesture(self) -> None:
        """Call off what the mouse is doing."""
        tool, self._tool = self._tool, None
        if tool is not None:
            tool.cancel()
        self.leave_drop()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture: which one depends on what is under the mouse."""
        self.close_search()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pointer = self._pointer(event)
        self.cancel_gesture()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._tool = Pan(self)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._tool = self._tool_for(pointer)
        if self._tool is not None:
            self._tool.press(pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what the mouse is over."""
        if self._tool is not None:
            self._tool.move(self._pointer(event))
        else:
            self._hover(self._pointer(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        tool, self._tool = self._tool, None
        if tool is not None:
            tool.release(self._pointer(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Search on empty canvas, settings on a box."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pointer = self._pointer(event)
        item = self.scene_of_items.node_at(pointer.at)
        if item is not None:
            self.edit_requested.emit(item.node.id)
        elif self.scene_of_items.wire_at(pointer.at, self.zoom) is None:
            self.open_search(pointer.screen)

    def _tool_for(self, pointer: Pointer) -> Tool:
        port = self.scene_of_items.port_at(pointer.at, self.zoom)
        item = self.scene_of_items.node_at(pointer.at)
        if port is not None and (item is None or item is port[0]):
            node_id, side, name = port[0].node.id, port[1], port[2]
            held = None if side == "out" or pointer.shift else self._wire_end(node_id, name, pointer.at)
            return DrawWire(self, node_id, side, name, held)
        if item is not None:
            return MoveNodes(self, item.node.id)
        wire = self.scene_of_items.wire_at(pointer.at, self.zoom)
        if wire is not None:
            self._select_wire(wire.edge, add=pointer.shift)
            return Tool(self)
        return RubberBand(self)

    def _wire_end(self, node_id: str, port: str, at: QPointF) -> Edge | None:
        """The wire into a port whose end is nearest."""
        edges = [edge for edge in self.document.design.graph.edges_into[node_id] if edge.target_port == port]
        wires = self.scene_of_items.wires
        return min(edges, key=lambda edge: distance(wires[edge].ends[1], at), default=None)

    def _select_wire(self, edge: Edge, *, add: bool) -> None:
        chosen = self.document.selected_edges
        if add:
            rest = tuple(each for each in chosen if each != edge)
            self.document.select(self.document.selection, rest if edge in chosen else (*chosen, edge))
        else:
            self.document.select((), (edge,))

    def _pointer(self, event: QMouseEvent | QDropEvent) -> Pointer:
        at = event.position()
        return Pointer(self.mapToScene(at.toPoint()), at.toPoint(), event.modifiers())

    # --- hovering --------------------------------------------------------------------------------------------

    def _hover(self, pointer: Pointer) -> None:
        scene = self.scene_of_items
        port = scene.port_at(pointer.at, self.zoom)
        found: NodeItem | WireItem | None = scene.node_at(pointer.at)
        if found is None and port is None:
            found = scene.wire_at(pointer.at, self.zoom)
        over_port = port is not None and found in (None, port[0])
        if over_port and port is not None:
            found = port[0]
        if found is not self._hovered:
            self._forget_hovered()
            self._hovered = found
            if found is not None:
                found.set_hovered(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if over_port else Qt.CursorShape.ArrowCursor)

    def _forget_hovered(self) -> None:
        if self._hovered is not None:
            self._hovered.set_hovered(False)
        self._hovered = None

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what there is to say of what is under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self.mapToScene(event.pos())
            item, port = self.scene_of_items.node_at(at), self.scene_of_items.port_at(at, self.zoom)
            text = "" if item is None else self.tooltip_of(item.node.id)
            if port is not None and item in (None, port[0]):
                text = port_text(port[0].node, port[1], port[2]) or text
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._forget_hovered()
        return super().viewportEvent(event)

    def tooltip_of(self, node_id: str) -> str:
        """What there is to say of a node, its problem first of all."""
        graph = self.document.design.graph
        return tooltip(graph[node_id], self.document.analysis, self.scene_of_items.problem(node_id))

    # --- keys ------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab opens the search; Shift+Tab leaves the canvas as anywhere else."""
        return False if forward else super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that mean something on the canvas alone."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        action = self._keys().get(Qt.Key(key)) if not held else None
        if key in ARROWS and not held:
            self._walk(ARROWS[key])
        elif key in ARROWS and held == Qt.KeyboardModifier.ShiftModifier:
            self.nudge(*WAYS[ARROWS[key]])
        elif action is not None:
            action()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The end of a nudge is the end of a step of undo."""
        if event.key() in ARROWS and not event.isAutoRepeat():
            self.document.seal()
        super().keyReleaseEvent(event)

    def _keys(self) -> dict[Qt.Key, Callable[[], None]]:
        return {
            Qt.Key.Key_Space: self.open_search,
            Qt.Key.Key_Tab: self.open_search,
            Qt.Key.Key_Return: self._edit_current,
            Qt.Key.Key_Enter: self._edit_current,
            Qt.Key.Key_Delete: self.delete_selection,
            Qt.Key.Key_Backspace: self.delete_selection,
            Qt.Key.Key_F: self.zoom_fit,
            Qt.Key.Key_F2: self.rename,
            Qt.Key.Key_Escape: self._escape,
        }

    def _edit_current(self) -> None:
        if self.current is not None:
            self.edit_requested.emit(self.current)

    def _escape(self) -> None:
        if self._tool is None:
            self.document.select()
        self.cancel_gesture()

    def _walk(self, direction: Direction) -> None:
        found = step(self.document.design, self.current, direction)
        if found is not None:
            self.reveal(found)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard acts."""
        super().focusInEvent(event)
        self.scene_of_items.focus_node(self.current)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard acts elsewhere."""
        super().focusOutEvent(event)
        self.scene_of_items.focus_node(None)

    # --- dropping --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take kinds; anything else is for the window."""
        if not event.mimeData().hasFormat(KIND_MIME):
            event.ignore()
            return
        found = at_path(bytes(event.mimeData().data(KIND_MIME).data()).decode())
        if found is not None:
            self.cancel_gesture()
            self._drop = DropKind(self, found[1])
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show what would happen here."""
        if self._drop is None:
            event.ignore()
            return
        self._drop.move(self._pointer(event))
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Show it no longer."""
        self.leave_drop()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add, insert or set."""
        drop, self._drop = self._drop, None
        if drop is None:
            event.ignore()
            return
        event.acceptProposedAction()
        drop.release(self._pointer(event))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def leave_drop(self) -> None:
        """Nothing is dragged over the canvas any longer."""
        drop, self._drop = self._drop, None
        if drop is not None:
            drop.cancel()

    # --- the rest --------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What applies here."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        menu = self.menu_at(event.pos(), self.current if keyboard else None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_at(self, at: QPoint, node_id: str | None = None) -> QMenu:
        """The menu for a point of the viewport, or for a node; selects what it is for."""
        on_scene = self.mapToScene(at)
        item = self.scene_of_items.node_at(on_scene)
        if node_id is None and item is not None:
            node_id = item.node.id
        if node_id is not None:
            if node_id not in self.document.selection:
                self.document.select((node_id,))
            return menus.node_menu(self, node_id)
        wire = self.scene_of_items.wire_at(on_scene, self.zoom)
        if wire is not None:
            self.document.select((), (wire.edge,))
            return menus.wire_menu(self, wire.edge, at)
        return menus.canvas_menu(self, at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint in the middle."""
        super().resizeEvent(event)
        self.hint.centre()
