"""A canvas on a small network, and a mouse that does to it what a hand would."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.view import CanvasView
from designer.document import Document
from designer.search import KIND_MIME
from designer.theme import Appearance
from engine.design import Design
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS

NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def make_design() -> Design:
    """Input -> Dense -> Dense 2 -> Output, and a Reshape and an Add that stand by themselves."""
    nodes = [
        Node("input_1", LAYERS["input"](dimensions=(4,)), "Input"),
        Node("dense_1", LAYERS["dense"](units=8), "Dense"),
        Node("dense_2", LAYERS["dense"](units=8), "Dense 2"),
        Node("output_1", LAYERS["output"](task="regression", size=8), "Output"),
        Node("reshape_1", LAYERS["reshape"](target_shape=(2, 4)), "Reshape"),
        Node("add_1", LAYERS["add"](), "Add"),
    ]
    edges = [Edge("input_1", "dense_1"), Edge("dense_1", "dense_2"), Edge("dense_2", "output_1")]
    places = {
        "input_1": (0.0, 0.0),
        "dense_1": (264.0, 0.0),
        "dense_2": (528.0, 0.0),
        "output_1": (792.0, 0.0),
        "reshape_1": (264.0, 240.0),
        "add_1": (528.0, 240.0),
    }
    return Design(Graph.of(nodes, edges), places)


class Mouse:
    """Presses, moves and lets go at points of the scene."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    def on_screen(self, at: QPointF) -> QPoint:
        return self.canvas.mapFromScene(at)

    def press(self, at: QPointF, keys: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT) -> None:
        QTest.mousePress(self.canvas.viewport(), button, keys, self.on_screen(at))

    def move(self, at: QPointF) -> None:
        QTest.mouseMove(self.canvas.viewport(), self.on_screen(at))

    def release(self, at: QPointF, keys: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self.canvas.viewport(), button, keys, self.on_screen(at))

    def click(self, at: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(at, keys)
        self.release(at, keys)

    def drag(self, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.pull(start, end, keys)
        self.release(end, keys)

    def pull(self, start: QPointF, end: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Drag without letting go."""
        self.press(start, keys)
        self.move((start + end) / 2)
        self.move(end)

    def double_click(self, at: QPointF) -> None:
        QTest.mouseDClick(self.canvas.viewport(), LEFT, NO_KEY, self.on_screen(at))

    def node(self, node_id: str) -> QPointF:
        """A point on a box, clear of its ports."""
        return self.canvas.scene_of_items.nodes[node_id].pos() + QPointF(20.0, -20.0)

    def port(self, node_id: str, side: str, name: str) -> QPointF:
        return self.canvas.scene_of_items.nodes[node_id].port(side, name)

    def wire(self, edge: Edge) -> QPointF:
        """The middle of a wire."""
        return self.canvas.scene_of_items.wires[edge].path().pointAtPercent(0.5)


class Dragged:
    """A kind that hangs on the mouse, as if pulled out of a palette."""

    def __init__(self, canvas: CanvasView, path: str, mime_type: str = KIND_MIME) -> None:
        self.canvas = canvas
        self.mime = QMimeData()
        self.mime.setData(mime_type, QByteArray(path.encode()))

    def enter(self, at: QPointF) -> bool:
        event = QDragEnterEvent(*self._facts(at))
        QApplication.sendEvent(self.canvas.viewport(), event)
        return event.isAccepted()

    def move(self, at: QPointF) -> None:
        QApplication.sendEvent(self.canvas.viewport(), QDragMoveEvent(*self._facts(at)))

    def drop(self, at: QPointF) -> None:
        point, *rest = self._facts(at)
        QApplication.sendEvent(self.canvas.viewport(), QDropEvent(QPointF(point), *rest))

    def _facts(self, at: QPointF) -> tuple[object, ...]:
        return self.canvas.mapFromScene(at), Qt.DropAction.CopyAction, self.mime, LEFT, NO_KEY


@pytest.fixture
def document(qapp: QApplication) -> Document:
    """A document with the small network."""
    document = Document()
    document.reset(make_design())
    return document


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    """The light theme."""
    return Appearance(qapp, "light")


@pytest.fixture
def make_canvas(appearance: Appearance, qtbot: QtBot) -> Callable[[Document], CanvasView]:
    """Makes a canvas that is shown at 100 % around the middle of the network and has the keyboard."""

    def make(document: Document) -> CanvasView:
        canvas = CanvasView(document, appearance)
        canvas.resize(1280, 800)
        qtbot.addWidget(canvas)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.activateWindow()
        canvas.setFocus()
        canvas.zoom_to(1.0)
        canvas.centerOn(396.0, 120.0)
        return canvas

    return make


@pytest.fixture
def canvas(document: Document, make_canvas: Callable[[Document], CanvasView]) -> CanvasView:
    """A canvas on the document."""
    return make_canvas(document)


@pytest.fixture
def mouse(canvas: CanvasView) -> Mouse:
    """A mouse on the canvas."""
    return Mouse(canvas)


@pytest.fixture
def dragged(canvas: CanvasView) -> Callable[..., Dragged]:
    """Makes a kind that is dragged over the canvas."""

    def make(path: str, mime_type: str = KIND_MIME) -> Dragged:
        return Dragged(canvas, path, mime_type)

    return make
