"""A view on a document's network with all that menus can do to it. Gestures are in `view` and `tools`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QGuiApplication, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from designer import edits
from designer.canvas.bubble import Bubble
from designer.canvas.geometry import BOX
from designer.canvas.navigator import STEP, Navigator
from designer.canvas.node_item import TEXT_LEFT
from designer.canvas.scene import CanvasScene
from designer.canvas.style import Style
from designer.canvas.title_editor import TitleEditor
from designer.document import Document
from designer.folding import fold
from designer.layout import tidy
from designer.search import as_layer
from engine.analysis import Problem
from engine.declare import Declared
from engine.design import Design
from engine.errors import ExplainedError
from engine.graph import Edge
from engine.layers.base import Layer

if TYPE_CHECKING:
    from designer.canvas.compatibility import End
    from designer.theme import Appearance

NODES_MIME = "application/x-neuroloom-nodes"
PASTE_STEP = 24.0
READABLE = 0.5
"""The smallest scale at which the words on boxes can be read."""


class EditingView(Navigator):
    """Shows `document` and changes it, always by one undo step at a time.

    `said(sentence)` tells why something was not done; `offered(sentence, title, callback)` tells it with a remedy that
    the callback applies; `edit_requested(node_id)` asks for the form of a node.
    """

    said = Signal(str)
    offered = Signal(str, str, object)
    edit_requested = Signal(str)

    def __init__(self, document: Document, appearance: Appearance, parent: QWidget | None = None) -> None:
        style = Style(appearance.theme)
        scene = CanvasScene(document, style)
        super().__init__(scene, parent)
        scene.setParent(self)
        self.document = document
        self.scene_of_items = scene
        self.bubble = Bubble(style, self.viewport())
        self._pasted: tuple[str, int] = ("", 0)
        self.set_ground(style.canvas, style.dots)
        self.zoomed.connect(scene.set_zoom)
        appearance.changed.connect(self._on_appearance_changed)
        self._seen = False
        self._whole = self._placing = self._follows = False
        self.looked.connect(self._on_looked)
        document.changed.connect(self._on_replaced)
        document.opened.connect(self._on_opened)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with a look at everything; come back to where one was."""
        super().showEvent(event)
        if not self._seen:
            self.fit_all()
            self._seen = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who looks at everything goes on doing so: panels come and go while a document is opened."""
        whole, self._placing = self._whole, True
        super().resizeEvent(event)
        self._placing = False
        if whole:
            self.fit_all()

    def _on_looked(self) -> None:
        self._whole, self._follows = self._whole and self._placing, self._follows and self._placing

    def _on_replaced(self, before: Design, after: Design) -> None:
        if before.graph is after.graph and before.places == after.places:
            return
        self._whole = False
        kept = {id(node) for node in before.graph.nodes} & {id(node) for node in after.graph.nodes}
        if len(after.graph.nodes) > 1 and not kept:
            self._on_opened()
        elif self._follows and len(after.graph.nodes) > len(before.graph.nodes):
            self._make_room()

    def _make_room(self) -> None:
        """A layer more: who has not looked elsewhere sees the whole network still, while that can be read."""
        extent = self.scene_of_items.extent()
        if not self.shown().contains(extent) and self.scale_for(extent) >= READABLE:
            self.fit_all()

    def _on_opened(self) -> None:
        self._seen = self.isVisible()
        self.fit_all()

    def _on_appearance_changed(self, theme: object) -> None:
        style = Style(theme)  # type: ignore[arg-type]
        self.scene_of_items.set_style(style)
        self.bubble.set_style(style)
        self.set_ground(style.canvas, style.dots)

    # --- looking ---------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_to(self.zoom * STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.zoom_to(self.zoom / STEP)

    def zoom_reset(self) -> None:
        """100 %."""
        self.zoom_to(1.0)

    def zoom_fit(self) -> None:
        """The whole network; what is selected where it is more than one node."""
        chosen = self.document.selection
        self.look_at(self.scene_of_items.extent(chosen if len(chosen) > 1 else None), largest=1.25)

    def fit_all(self) -> None:
        """The whole network, also when there is more or less room for it, until one looks elsewhere or edits."""
        self._placing = True
        self.look_at(self.scene_of_items.extent())
        self._placing, self._whole, self._follows = False, True, True

    def fit_nodes(self, node_ids: Collection[str]) -> None:
        """These nodes; the whole network where they are all of it."""
        if len(node_ids) == len(self.document.design.graph):
            self.fit_all()
        else:
            self.look_at(self.scene_of_items.extent(node_ids))

    def reveal(self, node_id: str, *, centred: bool = False) -> None:
        """Select a node and see to it that it is seen; in the middle, and large enough to be read, where asked for."""
        if node_id in self.scene_of_items.nodes:
            self.document.select((node_id,))
            box = self.scene_of_items.nodes[node_id].box()
            if centred:
                self.look_at(box, largest=max(self.zoom, READABLE))
            else:
                self.bring_into_view(box)

    def set_thumbnail(self, node_id: str, image: QImage | None) -> None:
        """A small picture of a node's weights on its box; None takes it away."""
        self.scene_of_items.set_thumbnail(node_id, image)

    # --- selecting -------------------------------------------------------------------------------------------

    @property
    def current(self) -> str | None:
        """The node that the keyboard acts on: the last that was selected."""
        return self.document.selection[-1] if self.document.selection else None

    def select_all(self) -> None:
        """Every node."""
        self.document.select(node.id for node in self.document.design.graph.nodes)

    # --- adding ----------------------------------------------------------------------------------------------

    def add_kind(self, kind: type[Declared], at: QPointF | None = None) -> str:
        """A new node at a point of the scene (the middle of what is seen); selected. Returns its id."""
        at = self.shown().center() if at is None else at
        layer = as_layer(kind)
        design, node_id = edits.add_layer(self.document.design, layer, (at.x(), at.y()))
        self.document.edit(f"Add {layer.label()}", design)
        self.document.select((node_id,))
        return node_id

    def append_kind(self, kind: type[Declared]) -> str:
        """A new node after the selected one, wired to it; selected. Returns its id."""
        layer = as_layer(kind)
        design, node_id = edits.append_layer(self.document.design, layer, self.current)
        self._edit_in_sight(f"Add {layer.label()}", design)
        self.document.select((node_id,))
        self.bring_into_view(self.scene_of_items.nodes[node_id].box())
        return node_id

    def _edit_in_sight(self, text: str, design: Design) -> None:
        """An edit after which the whole network is still seen where it was before: what makes room moves boxes away."""
        whole = self.shown().contains(self.scene_of_items.extent())
        self.document.edit(text, design)
        if whole and not self.shown().contains(self.scene_of_items.extent()):
            self.look_at(self.scene_of_items.extent())

    def insert_kind(self, kind: type[Declared], edge: Edge) -> str | None:
        """A new node in a wire; selected. Returns its id, None where it cannot stand there."""
        layer = as_layer(kind)
        try:
            design, node_id = edits.insert_layer(self.document.design, layer, edge)
        except ExplainedError as error:
            self.said.emit(str(error))
            return None
        self._edit_in_sight(f"Insert {layer.label()}", design)
        self.document.select((node_id,))
        return node_id

    def add_wired(self, kind: type[Declared], at: QPointF, end: End, forward: bool) -> str:
        """A new node at a point of the scene with a wire from (or to) a port that is there."""
        layer = as_layer(kind)
        shift = BOX.width() / 2 if forward else -BOX.width() / 2
        design, node_id = edits.add_layer(self.document.design, layer, (at.x() + shift, at.y()))
        ports = layer.inputs if forward else layer.outputs
        if ports:
            edge = (
                Edge(end[0], node_id, end[1], ports[0].name)
                if forward
                else Edge(node_id, end[0], ports[0].name, end[1])
            )
            try:
                design = edits.connect(design, edge)
            except ExplainedError as error:
                self.said.emit(str(error))
        self.document.edit(f"Add {layer.label()}", design)
        self.document.select((node_id,))
        return node_id

    def set_activation(self, node_id: str, kind: type[Declared]) -> None:
        """Another activation in a layer that has one."""
        made = kind()
        if not isinstance(made, Layer):
            design = edits.change_settings(self.document.design, [node_id], activation=made)
            self.document.edit(f"Set activation to {made.label()}", design)

    def freeze(self, node_ids: Iterable[str], frozen: bool) -> None:
        """Keep training from moving the weights of these nodes, or let it again."""
        design = edits.change_settings(self.document.design, node_ids, trainable=not frozen)
        self.document.edit("Freeze weights" if frozen else "Let weights learn", design)

    # --- changing --------------------------------------------------------------------------------------------

    def delete_selection(self) -> None:
        """Remove what is selected; a chain is joined again."""
        nodes, edges = self.document.selection, self.document.selected_edges
        if not nodes and not edges:
            return
        graph = self.document.design.graph
        if nodes:
            what = graph[nodes[0]].title if len(nodes) == 1 else f"{len(nodes)} layers"
        else:
            what = "wire" if len(edges) == 1 else f"{len(edges)} wires"
        self.document.edit(f"Delete {what}", edits.remove(self.document.design, nodes, edges))

    def disconnect_nodes(self, node_ids: Iterable[str]) -> None:
        """Remove every wire that these nodes have."""
        graph, chosen = self.document.design.graph, set(node_ids)
        gone = [edge for edge in graph.edges if edge.source in chosen or edge.target in chosen]
        self.document.edit("Disconnect", edits.disconnect(self.document.design, gone))

    def apply_fix(self, problem: Problem) -> None:
        """Take the remedy of a problem."""
        if problem.fix is None:
            self.said.emit(problem.sentence)
            return
        try:
            design = edits.apply_fix(self.document.design, problem)
        except ExplainedError as error:
            self.said.emit(str(error))
            return
        self.document.edit(problem.fix.title, design)

    def tidy(self) -> None:
        """Stand everything in columns from left to right, and show all of it."""
        design = self.document.design
        self.document.edit("Tidy layout", edits.move(design, fold(design.graph, tidy(design))))
        self.fit_all()

    def nudge(self, across: float, down: float) -> None:
        """Move what is selected a little; steps that follow each other are one to undo."""
        places = self.document.design.places
        moved = {each: (places[each][0] + across, places[each][1] + down) for each in self.document.selection}
        if moved:
            self.document.edit("Move layers", edits.move(self.document.design, moved), merge="nudge")

    def rename(self, node_id: str | None = None) -> None:
        """Edit the name of a node (the current one) on its box."""
        node_id = self.current if node_id is None else node_id
        if node_id is None:
            return
        item = self.scene_of_items.nodes[node_id]
        self.bring_into_view(item.box())
        line = QRectF(TEXT_LEFT - 6, BOX.top() + 4, BOX.right() - TEXT_LEFT + 2, 28).translated(item.pos())
        rect = self.mapFromScene(line).boundingRect()
        editor = TitleEditor(node_id, self.document.design.graph[node_id].title, self.viewport())
        editor.named.connect(self._on_named)
        height = max(editor.sizeHint().height(), 26)
        editor.open_at(QRect(rect.left(), rect.center().y() - height // 2, max(rect.width(), 150), height))

    def _on_named(self, node_id: str, name: str) -> None:
        if node_id in self.document.design.graph:
            self.document.edit(f"Rename to {name}", edits.rename(self.document.design, node_id, name))

    # --- the clipboard ---------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Put what is selected on the clipboard, as text too."""
        if not self.document.selection:
            return
        text = edits.copy_text(self.document.design, self.document.selection)
        mime = QMimeData()
        mime.setText(text)
        mime.setData(NODES_MIME, QByteArray(text.encode()))
        QGuiApplication.clipboard().setMimeData(mime)
        self._pasted = (text, 0)

    def cut(self) -> None:
        """Copy and delete."""
        if self.document.selection:
            self.copy()
            what = f"{len(self.document.selection)} layers"
            if self.current is not None and len(self.document.selection) == 1:
                what = self.document.design.graph[self.current].title
            design = edits.remove(self.document.design, self.document.selection)
            self.document.edit(f"Cut {what}", design)

    def can_paste(self) -> bool:
        """Whether the clipboard holds layers."""
        return edits.CLIPBOARD_FORMAT in _clipboard_text()

    def paste(self, at: QPointF | None = None) -> None:
        """Add what is on the clipboard, beside its original or in the middle of what is seen; selected."""
        text = _clipboard_text()
        times = self._pasted[1] + 1 if self._pasted[0] == text else 1
        self._pasted = (text, times)
        self._add_copy(text, "Paste", times * PASTE_STEP, at)

    def duplicate(self) -> None:
        """Add what is selected once more, beside it; the clipboard keeps what it has."""
        if self.document.selection:
            text = edits.copy_text(self.document.design, self.document.selection)
            self._add_copy(text, "Duplicate", PASTE_STEP + BOX.height())

    def _add_copy(self, text: str, verb: str, step: float, at: QPointF | None = None) -> None:
        offset = (PASTE_STEP if verb == "Duplicate" else step, step)
        try:
            design, ids = edits.paste(self.document.design, text, offset)
        except edits.PasteError as error:
            self.said.emit(str(error))
            return
        xs, ys = [design.places[each][0] for each in ids], [design.places[each][1] for each in ids]
        middle = QPointF((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2) if ids else QPointF()
        if at is None and not self.shown().contains(middle):
            at = self.shown().center()
        if at is not None:
            across, down = at.x() - middle.x(), at.y() - middle.y()
            design = edits.move(
                design, {each: (x + across, y + down) for each, x, y in zip(ids, xs, ys, strict=True)}
            )
        self.document.edit(verb if len(ids) != 1 else f"{verb} {design.graph[ids[0]].title}", design)
        self.document.select(ids)


def _clipboard_text() -> str:
    return _layers_or_text(QGuiApplication.clipboard().mimeData())


def _layers_or_text(mime: QMimeData | None) -> str:
    """Layers as text, else whatever text there is; nothing where nothing at all is on the clipboard."""
    if mime is None:
        return ""
    return bytes(mime.data(NODES_MIME).data()).decode() if mime.hasFormat(NODES_MIME) else mime.text()
