"""Drawing a wire from port to port, and leading one that is there elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsPathItem

from designer import edits
from designer.canvas.compatibility import End, open_inputs, open_outputs
from designer.canvas.geometry import shape_text, wire_path
from designer.canvas.node_item import NodeItem
from designer.canvas.tools.base import Pointer, Tool
from designer.canvas.wire_item import WireLabel
from engine.analysis import Problem, refusal
from engine.errors import ExplainedError
from engine.graph import Edge, Graph

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

FADED = 0.35


class DrawWire(Tool):
    """Pulled from a port. Ports that would take the wire glow, boxes that would not fade.

    `held` is a wire that was there: its end is in the hand. Over a port that refuses, the reason stands beside the
    cursor; let go there, nothing changes and the remedy is offered. Let go on empty canvas, a new wire opens the
    search and an old one is removed.
    """

    def __init__(
        self, canvas: CanvasView, node_id: str, side: str, port: str, held: Edge | None = None
    ) -> None:
        super().__init__(canvas)
        self._end: End = (held.source, held.source_port) if held else (node_id, port)
        self._forward = held is not None or side == "out"
        self._held = held
        self._graph: Graph = self.document.design.graph
        if held is not None:
            self._graph = self._graph.disconnect([held])
        self._answers: dict[Edge, Problem | None] = {}
        self._open: set[End] = set()
        self._line: QGraphicsPathItem | None = None
        self._label: WireLabel | None = None

    # --- the gesture -----------------------------------------------------------------------------------------

    def move(self, pointer: Pointer) -> None:
        """Pull the wire."""
        if self._line is None:
            if not self.far_enough(pointer):
                return
            self._begin()
        edge = self._edge_under(pointer)
        problem = None if edge is None else self._answer(edge)
        self._show(pointer, edge, problem)

    def release(self, pointer: Pointer) -> None:
        """Join, be refused, or search for what the wire should lead to."""
        if self._line is None:
            self._click()
            return
        edge = self._edge_under(pointer)
        over_box = self.scene.node_at(pointer.at) is not None
        problem = None if edge is None else self._answer(edge)
        self._end_showing()
        if edge is None:
            if not over_box:
                self._let_go(pointer)
        elif problem is not None:
            self._refuse(edge, problem)
        elif edge != self._held:
            self._join(edge)

    def cancel(self) -> None:
        """Drop the wire: an old one springs back."""
        self._end_showing()

    # --- what comes of it ------------------------------------------------------------------------------------

    def _click(self) -> None:
        if self._held is not None:
            self.document.select((), (self._held,))
        else:
            self.document.select((self._end[0],))

    def _join(self, edge: Edge) -> None:
        design = self.document.design
        text = "Draw wire"
        if self._held is not None:
            design, text = edits.disconnect(design, [self._held]), "Lead wire elsewhere"
        self.document.edit(text, edits.connect(design, edge))

    def _let_go(self, pointer: Pointer) -> None:
        if self._held is not None:
            self.document.edit("Remove wire", edits.disconnect(self.document.design, [self._held]))
        else:
            self.canvas.open_search(pointer.screen, wire=(self._end, self._forward))

    def _refuse(self, edge: Edge, problem: Problem) -> None:
        """Say why, and offer the remedy, which draws the wire and mends what is wrong in one step."""
        held, title = self._held, ""
        taken = [
            each
            for each in self._graph.edges_into[edge.target]
            if each.target_port == edge.target_port
            and not self._graph.input_port(edge.target, edge.target_port).many
        ]
        if problem.fix is not None:
            title = problem.fix.title
        elif taken and edge.source not in self._graph.reachable(edge.target) and edge not in taken:
            title = "Replace the wire"
        if not title:
            self.canvas.said.emit(problem.sentence)
            return

        def mend() -> None:
            design = edits.disconnect(self.document.design, [held] if held is not None else [])
            try:
                if problem.fix is None:
                    design = edits.connect(edits.disconnect(design, taken), edge)
                else:
                    design = edits.apply_fix(edits.connect(design, edge), problem)
            except ExplainedError as error:  # The network has been changed since the remedy was offered.
                self.canvas.said.emit(str(error))
                return
            self.document.edit(title, design)

        self.canvas.offered.emit(problem.sentence, title, mend)

    # --- what is shown ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        style = self.scene.style_of_items
        self._line = QGraphicsPathItem()
        self._line.setZValue(3.0)
        self._label = WireLabel(style)
        self._label.setZValue(3.5)
        shape = self.document.analysis.shape(self._end[0]) if self._forward else None
        self._label.set_text("" if shape is None else shape_text(shape))
        self._label.setVisible(shape is not None)
        self.scene.addItem(self._line)
        self.scene.addItem(self._label)
        if self._held is not None:
            self.scene.wires[self._held].setVisible(False)
        find = open_inputs if self._forward else open_outputs
        self._open = find(self._graph, self.document.analysis, self._end)
        side = "in" if self._forward else "out"
        hot: dict[str, set[tuple[str, str]]] = {}
        for node_id, port in self._open:
            hot.setdefault(node_id, set()).add((side, port))
        for node_id, item in self.scene.nodes.items():
            item.set_hot_ports(frozenset(hot.get(node_id, ())))
            item.setOpacity(1.0 if node_id in hot or node_id == self._end[0] else FADED)

    def _show(self, pointer: Pointer, edge: Edge | None, problem: Problem | None) -> None:
        if self._line is None or self._label is None:
            return
        free = pointer.at
        if edge is not None and problem is None:
            free = self._port_of(edge)
        fixed = self._anchor()
        start, end = (fixed, free) if self._forward else (free, fixed)
        state = "new" if problem is None else "wrong"
        self._line.setPath(wire_path(start, end))
        self._line.setPen(self.scene.style_of_items.wire_pen(state, self.canvas.zoom < 0.5))
        self._label.set_state(state)
        self._label.setPos(pointer.at + QPointF(0.0, -22.0 / max(self.canvas.zoom, 0.5)))
        if problem is None:
            self.canvas.bubble.dismiss()
        else:
            remedy = "" if problem.fix is None else f"Let go to be offered: {problem.fix.title}"
            self.canvas.bubble.say(problem.sentence, remedy, pointer.screen)

    def _end_showing(self) -> None:
        self.canvas.bubble.dismiss()
        for extra in (self._line, self._label):
            if extra is not None:
                self.scene.removeItem(extra)
        self._line = self._label = None
        if self._held in self.scene.wires:
            self.scene.wires[self._held].setVisible(True)
        for item in self.scene.nodes.values():
            item.set_hot_ports(frozenset())
            item.setOpacity(1.0)

    # --- what is under the mouse -----------------------------------------------------------------------------

    def _edge_under(self, pointer: Pointer) -> Edge | None:
        """The wire that would be drawn if it were let go here."""
        wanted = "in" if self._forward else "out"
        hit = self.scene.port_at(pointer.at, self.canvas.zoom)
        if hit is not None and hit[1] == wanted and hit[0].node.id != self._end[0]:
            return self._edge_to(hit[0].node.id, hit[2])
        item = self.scene.node_at(pointer.at)
        if item is None or item.node.id == self._end[0]:
            return None
        port = self._best_port(item, wanted, pointer.at)
        return None if port is None else self._edge_to(item.node.id, port)

    def _best_port(self, item: NodeItem, wanted: str, at: QPointF) -> str | None:
        """Where a wire that is let go on the box itself goes: the nearest port that takes it, else the nearest.

        One that needs a wire comes before those that may be left without.
        """
        optional = {port.name for port in item.node.layer.inputs if wanted == "in" and port.optional}
        names = [name for side, name in item.ports() if side == wanted]
        return min(
            names,
            key=lambda name: (
                (item.node.id, name) not in self._open,
                name in optional,
                abs(item.port(wanted, name).y() - at.y()),
            ),
            default=None,
        )

    def _edge_to(self, node_id: str, port: str) -> Edge:
        fixed_id, fixed_port = self._end
        if self._forward:
            return Edge(fixed_id, node_id, fixed_port, port)
        return Edge(node_id, fixed_id, port, fixed_port)

    def _answer(self, edge: Edge) -> Problem | None:
        if edge not in self._answers:
            self._answers[edge] = refusal(self._graph, edge, self.document.analysis.signature)
        return self._answers[edge]

    def _anchor(self) -> QPointF:
        return self.scene.nodes[self._end[0]].port("out" if self._forward else "in", self._end[1])

    def _port_of(self, edge: Edge) -> QPointF:
        if self._forward:
            return self.scene.nodes[edge.target].port("in", edge.target_port)
        return self.scene.nodes[edge.source].port("out", edge.source_port)
