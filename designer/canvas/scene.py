"""The scene: one item for each node and wire of the document's design, kept equal to it by comparing.

It draws and finds things. It changes nothing of the design: gestures and commands do.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGraphicsScene

from designer.canvas.box_picture import BoxPictures
from designer.canvas.face import face
from designer.canvas.geometry import (
    BOX,
    PORT_REACH,
    WIRE_REACH,
    Lane,
    distance,
    find_lane,
    find_way_back,
    shape_text,
    spread,
)
from designer.canvas.node_item import NodeItem
from designer.canvas.style import TEXT_FROM, Style
from designer.canvas.wire_item import WireItem
from designer.document import Document
from designer.edits import GAP_X, NODE_WIDTH
from engine.analysis import Analysis, Problem
from engine.design import Design, Place
from engine.graph import Edge, Graph

LONG = NODE_WIDTH + 2 * GAP_X
"""A wire across at least this may have a box in its way."""


class CanvasScene(QGraphicsScene):
    """Always shows `document.design`, but for what a gesture moves before it ends.

    `arranged` follows every change of where boxes stand; `facts_shown` every change of what they say.
    """

    arranged = Signal()
    facts_shown = Signal()

    def __init__(self, document: Document, style: Style, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.style_of_items = style
        self._bodies = BoxPictures(style)
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Edge, WireItem] = {}
        self._nodes_aside: dict[str, NodeItem] = {}
        self._wires_aside: dict[Edge, WireItem] = {}
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._far = False
        self._problems: dict[str, Problem] = {}
        self._focus: str | None = None
        self._sync(Design(), document.design)
        self._on_analysed(document.analysis)
        document.changed.connect(self._on_changed)
        document.opened.connect(self._forget_aside)
        document.analysed.connect(self._on_analysed)
        document.selection_changed.connect(self._on_selection_changed)
        self._on_selection_changed()

    # --- looking ---------------------------------------------------------------------------------------------

    def node_at(self, at: QPointF) -> NodeItem | None:
        """The box at a point of the scene: the uppermost."""
        hits = [item for item in self.nodes.values() if BOX.contains(at - item.pos())]
        return max(hits, key=lambda item: item.zValue(), default=None)

    def port_at(self, at: QPointF, zoom: float = 1.0) -> tuple[NodeItem, str, str] | None:
        """The nearest port in reach: its node's item, its side ("in" or "out") and its name."""
        reach = PORT_REACH if zoom >= 1 else min(PORT_REACH / max(zoom, 0.1), 1.6 * PORT_REACH)
        near = BOX.adjusted(-reach, -reach, reach, reach)
        best, found = reach, None
        for item in self.nodes.values():
            if not near.contains(at - item.pos()):
                continue
            for side, name in item.ports():
                middle = item.port(side, name)
                away = distance(middle, at)
                for end in item.ends.get(name, ()) if side == "in" else ():  # A port of many wires is tall.
                    away = min(away, distance(middle + QPointF(0.0, end), at))
                if away < best:
                    best, found = away, (item, side, name)
        return found

    def wire_at(self, at: QPointF, zoom: float = 1.0) -> WireItem | None:
        """The nearest wire to a point of the scene, within easy reach."""
        reach = WIRE_REACH / zoom
        around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        near = [wire for wire in self.wires.values() if wire.boundingRect().intersects(around)]
        hits = [wire for wire in near if wire.meets(at, reach)]
        return max(hits, key=lambda wire: wire.zValue(), default=None)

    def nodes_in(self, rect: QRectF) -> list[str]:
        """The ids of the boxes that a rectangle touches."""
        return [node_id for node_id, item in self.nodes.items() if item.box().intersects(rect)]

    def problem(self, node_id: str) -> Problem | None:
        """What is wrong with a node."""
        return self._problems.get(node_id)

    def extent(self, node_ids: Iterable[str] | None = None) -> QRectF:
        """The rectangle around these boxes, or around all; null where there are none."""
        rect = QRectF()
        for node_id in self.nodes if node_ids is None else node_ids:
            if node_id in self.nodes:
                rect = rect.united(self.nodes[node_id].box())
        return rect

    # --- what gestures show ----------------------------------------------------------------------------------

    def place(self, places: Mapping[str, Place]) -> None:
        """Show boxes elsewhere, with their wires; the design does not know yet."""
        for node_id, (x, y) in places.items():
            self.nodes[node_id].setPos(x, y)
        self._lay_wires(self._near(places))
        self.arranged.emit()

    def show_selection(self, node_ids: Iterable[str], edges: Iterable[Edge] = ()) -> None:
        """Show just these as selected."""
        nodes, wires = set(node_ids), set(edges)
        for node_id, item in self.nodes.items():
            item.set_chosen(node_id in nodes)
        for edge, wire in self.wires.items():
            wire.set_chosen(edge in wires)

    def focus_node(self, node_id: str | None) -> None:
        """Show on which box the keyboard acts."""
        if self._focus in self.nodes:
            self.nodes[self._focus].set_focused(False)
        self._focus = node_id
        if node_id in self.nodes:
            self.nodes[node_id].set_focused(True)

    def set_zoom(self, zoom: float) -> None:
        """Leave out what cannot be made out at this zoom."""
        far = zoom < TEXT_FROM
        if far != self._far:
            self._far = far
            for wire in self.wires.values():
                wire.set_far(far)

    def set_style(self, style: Style) -> None:
        """Another theme."""
        self.style_of_items = style
        self._bodies = BoxPictures(style)
        self._forget_aside()
        for item in self.nodes.values():
            item.set_style(style, self._bodies)
        for wire in self.wires.values():
            wire.set_style(style)

    def set_thumbnail(self, node_id: str, image: QImage | None) -> None:
        """A small picture of a node's weights on its box; None brings the family's sign back."""
        if node_id in self.nodes:
            self.nodes[node_id].set_thumbnail(image)

    # --- keeping equal ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the design again where a gesture has shown something else."""
        places = self.document.design.places
        self.place({each: place for each, place in places.items() if _place(self.nodes[each]) != place})
        self._lay_wires(self.nodes)

    def _on_changed(self, before: Design, after: Design) -> None:
        self._sync(before, after)

    def _sync(self, before: Design, after: Design) -> None:
        moved: set[str] = set()
        gone = self.nodes.keys() - after.graph.by_id.keys()
        if after.graph is not before.graph:
            moved |= self._sync_nodes(after)
            moved |= self._sync_edges(after.graph)
        if after.places is not before.places or moved:
            for node_id, place in after.places.items():
                item = self.nodes[node_id]
                if _place(item) != place:
                    item.setPos(*place)
                    moved.add(node_id)
        if moved:
            beside = {edge.target for edge, wire in self.wires.items() if _long(wire)}
            self._lay_wires(self._near(moved) | beside)
        if moved or gone:
            self.arranged.emit()

    def _sync_nodes(self, after: Design) -> set[str]:
        """Items for just these nodes. What an edit takes away is kept aside until the next: undo brings it back."""
        fresh: set[str] = set()
        aside, self._nodes_aside = self._nodes_aside, {}
        for node_id in self.nodes.keys() - after.graph.by_id.keys():
            gone = self._nodes_aside[node_id] = self.nodes.pop(node_id)
            self.removeItem(gone)
            gone.rest()
        for node in after.graph.nodes:
            item = self.nodes.get(node.id)
            if item is None:
                item = aside.get(node.id) or NodeItem(node, self.style_of_items, self._bodies)
                if item.node is not node:
                    item.set_node(node)
                item.setPos(*after.places[node.id])
                self.nodes[node.id] = item
                self.addItem(item)
                fresh.add(node.id)
            elif item.node is not node and item.set_node(node):
                fresh.add(node.id)
        return fresh

    def _sync_edges(self, after: Graph) -> set[str]:
        wanted = set(after.edges)
        touched: set[str] = set()
        aside, self._wires_aside = self._wires_aside, {}
        for edge in self.wires.keys() - wanted:
            wire = self._wires_aside[edge] = self.wires.pop(edge)
            self.removeItem(wire)
            wire.rest()
            touched |= {edge.source, edge.target}
        for edge in after.edges:
            if edge not in self.wires:
                wire = aside.get(edge) or WireItem(edge, self.style_of_items, self._far)
                wire.set_far(self._far)
                self.wires[edge] = wire
                self.addItem(wire)
                touched |= {edge.source, edge.target}
        for node_id in touched & self.nodes.keys():
            self.nodes[node_id].set_read(frozenset(edge.source_port for edge in after.edges_from[node_id]))
        return touched & self.nodes.keys()

    def _forget_aside(self) -> None:
        self._nodes_aside, self._wires_aside = {}, {}

    def _on_analysed(self, analysis: Analysis) -> None:
        self._problems = {}
        for each in analysis.problems:
            self._problems.setdefault(each.node, each)
        inputs, outputs = analysis.signature.inputs, analysis.signature.outputs
        for node_id, item in self.nodes.items():
            problem = self._problems.get(node_id)
            known = (item.node, analysis.facts[node_id], problem, inputs.get(node_id), outputs.get(node_id))
            if known != item.known:
                item.known = known
                item.set_face(face(item.node, analysis, problem))
        told: set[tuple[str, str]] = set()
        for edge, wire in self.wires.items():
            shape, ends = analysis.shape(edge.source), (edge.source, edge.target)
            # Of several wires between the same two boxes one tells what all carry.
            wire.set_text("" if shape is None or ends in told else shape_text(shape))
            told.add(ends)
            wrong = analysis.facts[edge.target].problem
            wire.set_wrong(wrong is not None and wrong.incompatible)
        self.facts_shown.emit()

    def _on_selection_changed(self) -> None:
        self.show_selection(self.document.selection, self.document.selected_edges)

    def _near(self, node_ids: Iterable[str]) -> set[str]:
        """These nodes and their readers: whose incoming wires must be laid anew when the nodes have moved."""
        graph = self.document.design.graph
        return {edge.target for each in node_ids for edge in graph.edges_from[each]} | set(node_ids)

    def _lay_wires(self, targets: Iterable[str]) -> None:
        """Lead every wire into these nodes from port to port, round the boxes in between."""
        graph = self.document.design.graph
        places = sorted(_place(item) for item in self.nodes.values())
        for target in targets:
            edges = graph.edges_into[target]
            item = self.nodes[target]
            ends: dict[str, tuple[float, ...]] = {}
            for port in {edge.target_port for edge in edges}:
                ways = [self._way(edge, places) for edge in edges if edge.target_port == port]
                ways.sort(key=lambda way: way[0])
                ends[port] = spread([way[0] for way in ways])
                for (_, edge, start, lane), end in zip(ways, ends[port], strict=True):
                    self.wires[edge].lay(start, item.port("in", port) + QPointF(0.0, end), lane)
            item.set_ends(ends)

    def _way(self, edge: Edge, places: list[Place]) -> tuple[float, Edge, QPointF, Lane | None]:
        """How far below its port a wire arrives from, the wire, its start, and its lane round boxes in its way."""
        start = self.nodes[edge.source].port("out", edge.source_port)
        end = self.nodes[edge.target].port("in", edge.target_port)
        lane = None
        if end.x() - start.x() >= LONG:
            first, last = bisect.bisect(places, (start.x(), math.inf)), bisect.bisect(places, (end.x(),))
            lane = find_lane(start, end, places[first:last])
        elif start.x() - end.x() >= LONG:
            lane = find_way_back(start, end, places)
        return (start.y() if lane is None else lane.height) - end.y(), edge, start, lane


def _place(item: NodeItem) -> Place:
    at = item.pos()
    return at.x(), at.y()


def _long(wire: WireItem) -> bool:
    start, end = wire.ends
    return abs(end.x() - start.x()) >= LONG
