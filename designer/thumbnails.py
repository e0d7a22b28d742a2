"""The weights of each layer as a small picture on its box, while it learns and after."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject

from designer.canvas.view import CanvasView
from designer.charts.thumbnail import thumbnail
from designer.reports import Snapshot
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.graph import Node

INTERVAL_S = 0.2
"""Pictures this small are read as a shimmer; more often would cost the training and show no more."""


class Thumbnails(QObject):
    """Keeps the boxes of a canvas up to date with the weights of a session; a hidden canvas costs nothing.

    Before the first step a box keeps the sign of its kind: first weights are noise.
    """

    def __init__(self, canvas: CanvasView, session: TrainingSession, appearance: Appearance) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._session = session
        self._appearance = appearance
        self._last = 0.0
        self._shown: set[str] = set()
        self._pictured: dict[str, Node] = {}
        canvas.installEventFilter(self)
        session.weights_moved.connect(self._on_weights_moved)
        session.state_changed.connect(lambda _state: self._show(session.weights))
        appearance.changed.connect(lambda _theme: self._show(session.weights))
        canvas.document.changed.connect(self._on_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the weights while the canvas can be seen."""
        if watched is self._canvas:
            if event.type() == QEvent.Type.Show:
                self._session.watch(self)
                self._show(self._session.weights)
            elif event.type() == QEvent.Type.Hide:
                self._session.unwatch(self)
        return False

    def _on_changed(self, *_designs: object) -> None:
        """Layers that an undo brings back, as they were when their weights were learned, get their pictures again."""
        nodes = self._canvas.document.design.graph.by_id
        self._shown &= set(nodes)
        gone = self._pictured.keys() - self._shown
        if any(nodes.get(node_id) == self._pictured[node_id] for node_id in gone):
            self._show(self._session.weights)

    def _on_weights_moved(self, snapshot: Snapshot | None) -> None:
        now = monotonic()
        if now - self._last >= INTERVAL_S or self._session.state != "running":
            self._last = now
            self._show(snapshot)

    def _show(self, snapshot: Snapshot | None) -> None:
        """Draw these weights; where nothing has been learned, give every box its sign back."""
        learned = snapshot is not None and self._session.state != "idle" and self._canvas.isVisible()
        weights = snapshot.weights if snapshot is not None and learned else {}
        graph = self._canvas.document.design.graph
        drawn = {node_id for node_id, found in weights.items() if node_id in graph and "kernel" in found}
        for node_id in self._shown - drawn:
            self._canvas.set_thumbnail(node_id, None)
        for node_id in drawn:
            picture = thumbnail(weights[node_id]["kernel"], self._appearance.theme)
            self._canvas.set_thumbnail(node_id, picture)
        self._shown = drawn
        # Those that are not on the canvas may come back, as long as there are weights for them.
        gone = {each: node for each, node in self._pictured.items() if each in weights}
        self._pictured = gone | {each: graph[each] for each in drawn}
