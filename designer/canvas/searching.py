"""Searching for a layer on the canvas: where the menu opens, what it offers there, and what comes of the choice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from designer.canvas.compatibility import End, accepts
from designer.canvas.editing import EditingView
from designer.canvas.search_menu import SearchMenu
from designer.document import Document
from designer.search import as_layer
from engine.declare import Declared
from engine.graph import Edge

if TYPE_CHECKING:
    from designer.theme import Appearance


class SearchingView(EditingView):
    """At most one search menu is open, in `search_menu`."""

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(document, appearance, parent)
        self.search_menu: SearchMenu | None = None

    def open_search(
        self, at: QPoint | None = None, wire: tuple[End, bool] | None = None, edge: Edge | None = None
    ) -> None:
        """Let a layer be searched for and put at a point of the viewport.

        `wire` is a port that the new layer is wired to, and whether it is an output; `edge` a wire that it goes into.
        Without a point, it goes on from the selected layer where that feeds nothing yet or the mouse is on a box;
        from the box that the mouse is on where none is selected. Else it goes into the wire that the mouse is on, or is
        put where the mouse is, or in the middle.
        """
        self.close_search()
        goes_on = False
        if at is None:
            mouse = self.viewport().mapFromGlobal(self.cursor().pos())
            room = self.viewport().rect()
            at = mouse if room.contains(mouse) else room.center()
            if wire is None and edge is None:
                goes_on, edge = self._under(self.mapToScene(mouse)) if at is mouse else (False, None)
                goes_on = goes_on or self._ends_a_chain()
        menu = SearchMenu(self.scene_of_items.style_of_items, self.viewport())
        chosen = partial(self._on_chosen, self.mapToScene(at), wire, edge)
        menu.chosen.connect(self.append_kind if goes_on else chosen)
        menu.closed.connect(self._on_search_closed)
        self.search_menu = menu
        if goes_on and self.current is not None:
            menu.open_at(at, partial(self._can_stand, ((self.current, ""), True), None), others=True)
        else:
            menu.open_at(at, partial(self._can_stand, wire, edge))

    def _under(self, at: QPointF) -> tuple[bool, Edge | None]:
        """Whether there is a box at a point of the scene, selected where no other is; else the wire there."""
        item = self.scene_of_items.node_at(at)
        if item is not None:
            if len(self.document.selection) != 1:
                self.document.select((item.node.id,))
            return True, None
        wire = self.scene_of_items.wire_at(at, self.zoom)
        return False, wire.edge if wire is not None else None

    def _ends_a_chain(self) -> bool:
        """Whether one layer is selected, and nothing reads it yet though something could."""
        if len(self.document.selection) != 1:
            return False
        graph, node_id = self.document.design.graph, self.document.selection[0]
        return bool(graph[node_id].layer.outputs) and not graph.edges_from[node_id]

    def _can_stand(self, wire: tuple[End, bool] | None, edge: Edge | None, kind: type[Declared]) -> bool:
        layer = as_layer(kind)
        if edge is not None:
            return bool(layer.inputs and layer.outputs)
        if wire is None:
            return True
        (node_id, _), forward = wire
        if not forward:
            return bool(layer.outputs)
        shape = self.document.analysis.shape(node_id)
        return bool(layer.inputs) and (shape is None or accepts(layer, (shape,)))

    def _on_chosen(
        self, at: QPointF, wire: tuple[End, bool] | None, edge: Edge | None, kind: type[Declared]
    ) -> None:
        if edge is not None:
            self.insert_kind(kind, edge)
        elif wire is not None:
            self.add_wired(kind, at, *wire)
        else:
            self.add_kind(kind, at)

    def _on_search_closed(self) -> None:
        menu, self.search_menu = self.search_menu, None
        if menu is not None:
            menu.deleteLater()
            self.setFocus()

    def close_search(self) -> None:
        """Look for nothing any longer."""
        if self.search_menu is not None:
            self.search_menu.close_quietly()
