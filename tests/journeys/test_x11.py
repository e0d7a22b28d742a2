"""Drawing and training with a real pointer and real keys on a real X server, in light and in dark.

The events come from xdotool through the server's XTEST extension and Qt's own xcb plugin, drags included.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from designer.demo.play import Script, Wait, expect
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from designer.panels.inspector import InspectorPanel
from designer.panels.palette import PalettePanel
from designer.theme import Choice
from engine.graph import Edge
from engine.layers.dense import Dense
from tests.journeys.conftest import Open, Play

pytestmark = pytest.mark.xvfb

LEFT = "1"
STEPS = 8
PAUSE = "0.03"


class Pointer:
    """Moves the server's pointer and presses its buttons and keys; the event loop runs meanwhile.

    A gesture is one call of xdotool: during a drag, Qt runs a loop of its own until the button is let go.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Go there and click."""
        self._do(*_to(widget.mapToGlobal(widget.rect().center() if at is None else at)), "click", LEFT)

    def drag(self, start: tuple[QWidget, QPoint], end: tuple[QWidget, QPoint]) -> None:
        """Press, move in small steps, let go."""
        first, last = (widget.mapToGlobal(at) for widget, at in (start, end))
        way = [_to(first + (last - first) * (step / STEPS)) for step in range(1, STEPS + 1)]
        moves = [word for place in (*way, way[-1]) for word in (*place, "sleep", PAUSE)]
        self._do(*_to(first), "sleep", PAUSE, "mousedown", LEFT, "sleep", PAUSE, *moves, "mouseup", LEFT)

    def write(self, text: str) -> None:
        """Type."""
        self._do("type", text)

    def press(self, *keys: str) -> None:
        """Press keys one after another, each as xdotool names it."""
        self._do("key", "--delay", "30", *keys)

    def _do(self, *words: str) -> None:
        with subprocess.Popen(["xdotool", *words]) as tool:
            self._qtbot.waitUntil(lambda: tool.poll() is not None, timeout=20_000)
        assert tool.returncode == 0
        self._qtbot.wait(50)  # The server hands the last event on in its own time.


def _to(place: QPoint) -> tuple[str, str, str]:
    return "mousemove", str(place.x()), str(place.y())


@pytest.fixture
def pointer(qapp: QApplication, qtbot: QtBot) -> Pointer:
    """The server's pointer."""
    assert qapp.platformName() == "xcb", "These tests need a real X server: make test starts one."
    assert shutil.which("xdotool"), "These tests need xdotool."
    return Pointer(qtbot)


@pytest.fixture
def with_table(open_stage: Open, play: Play, table: Path) -> Callable[[Choice], Stage]:
    """Opens a window with the penguins and an empty canvas."""

    def make(choice: Choice) -> Stage:
        stage = open_stage(choice, 1560, 920)

        def script() -> Script:
            QTimer.singleShot(0, stage.window, lambda: stage.window.filing.open(table))
            dialog = yield from stage.dialog(OpenTableDialog)
            yield Wait(dialog.open_button.isEnabled, "The table was not read.")
            dialog.proposes.setChecked(False)
            yield from stage.hand.choose(dialog.target, "species")
            yield from stage.press(dialog, "Open")
            yield Wait(lambda: stage.window.document.prepared, "The table was not prepared.")

        play(script())
        return stage

    return make


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_draw_set_and_train(
    with_table: Callable[[Choice], Stage], pointer: Pointer, qtbot: QtBot, choice: Choice
) -> None:
    stage = with_table(choice)
    window, document = stage.window, stage.window.document
    assert window.appearance.theme.dark == (choice == "dark")

    ids = _drag_layers(stage, pointer, qtbot)
    for source, target in pairwise(ids):
        edge = Edge(source, target)
        pointer.drag(
            _port(stage, source, "out", edge.source_port), _port(stage, target, "in", edge.target_port)
        )
        qtbot.waitUntil(lambda edge=edge: edge in document.design.graph.edges)

    _set_units(stage, pointer, ids[1], "24")
    hidden = document.design.graph[ids[1]].layer
    assert isinstance(hidden, Dense)
    assert hidden.units == 24
    inspector = expect(InspectorPanel, window.docks["inspector"].panel, "There is no Inspector.")
    pointer.click(window.canvas.viewport(), _box(stage, ids[2]))
    qtbot.waitUntil(lambda: document.selection == (ids[2],))
    assert inspector.form is not None
    auto = inspector.form.row("units").auto
    assert auto is not None
    pointer.click(auto, QPoint(10, auto.height() // 2))
    qtbot.waitUntil(lambda: not document.analysis.problems)

    pointer.click(window.toolbar.train)
    qtbot.waitUntil(lambda: window.session.state == "finished", timeout=60_000)
    assert document.trained is not None
    assert document.trained.design.graph == document.design.graph

    steps = document.stack.count()
    pointer.click(window.canvas.viewport(), QPoint(20, 20))
    pointer.press(*["ctrl+z"] * (steps - 1))
    qtbot.waitUntil(lambda: not document.design.graph.nodes)


def _drag_layers(stage: Stage, pointer: Pointer, qtbot: QtBot) -> list[str]:
    """Input, Dense, Dense, Output from the palette onto the canvas, by the system's own drag and drop."""
    document, canvas = stage.window.document, stage.window.canvas
    palette = expect(PalettePanel, stage.window.docks["palette"].panel, "There is no palette.")
    ids: list[str] = []
    for place, kind in enumerate(("input", "dense", "dense", "output")):
        item = palette.tree.item(f"layers/{kind}")
        assert item is not None
        palette.tree.scrollToItem(item)
        start = palette.tree.viewport(), palette.tree.visualItemRect(item).center()
        width = canvas.viewport().width()
        pointer.drag(start, (canvas.viewport(), QPoint(int(width * (2 * place + 1) / 8), 160)))
        qtbot.waitUntil(lambda count=place + 1: len(document.design.graph.nodes) == count)
        ids += [node.id for node in document.design.graph.nodes if node.id not in ids]
    return ids


def _set_units(stage: Stage, pointer: Pointer, node_id: str, units: str) -> None:
    inspector = expect(InspectorPanel, stage.window.docks["inspector"].panel, "There is no Inspector.")
    pointer.click(stage.window.canvas.viewport(), _box(stage, node_id))
    assert inspector.form is not None
    field = inspector.form.editor("units").findChild(QLineEdit)
    assert field is not None
    pointer.click(field)
    pointer.press("ctrl+a")
    pointer.write(units)
    pointer.press("Return")


def _port(stage: Stage, node_id: str, side: str, name: str) -> tuple[QWidget, QPoint]:
    canvas = stage.window.canvas
    return canvas.viewport(), canvas.mapFromScene(canvas.scene_of_items.nodes[node_id].port(side, name))


def _box(stage: Stage, node_id: str) -> QPoint:
    canvas = stage.window.canvas
    return canvas.mapFromScene(canvas.scene_of_items.nodes[node_id].pos() + QPointF(0.0, 12.0))
