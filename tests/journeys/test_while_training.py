"""While a network is trained: it can be changed, its window closed, another file opened, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QMessageBox

from designer.demo.play import Script, Wait, expect, pause
from designer.demo.stage import Stage
from designer.panels.inspector import InspectorPanel
from designer.session.training import GOES_ON
from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import Model
from engine.files.loom import save as save_model
from engine.layers.dense import Dense
from engine.proposal import propose_design
from tests.journeys.conftest import Play

EPOCHS = 100_000
"""More than any test waits for."""


@pytest.fixture
def running(stage: Stage, play: Play, table: Path, tmp_path: Path) -> Stage:
    """A window in which a saved network is being trained, and will be for long."""
    opened = read(table)
    design = propose_design(opened, propose(opened).with_role("species", "target"))
    path = tmp_path / "long.loom"
    save_model(
        Model(design.replace(training=design.training.replace(epochs=EPOCHS, early_stopping=False))), path
    )
    stage.window.filing.open(path)
    play(_start(stage))
    return stage


def _start(stage: Stage) -> Script:
    window = stage.window
    yield Wait(lambda: window.document.prepared, "The table of the model was not found.")
    yield from stage.press(window.toolbar, "Train")
    yield Wait(lambda: len(window.session.history) > 2, "The training did not begin.")


def test_change_and_unplug_a_layer(running: Stage, play: Play) -> None:
    window = running.window
    before = window.document.design

    def script() -> Script:
        hidden, last = (each.id for each in before.graph.nodes if isinstance(each.layer, Dense))
        yield from running.select(hidden)
        inspector = expect(InspectorPanel, window.docks["inspector"].panel, "There is no Inspector.")
        assert inspector.form is not None
        field = expect(QLineEdit, inspector.form.editor("units").findChild(QLineEdit), "There is no field.")
        yield from running.hand.write(field, "5")
        yield from running.hand.press(field, Qt.Key.Key_Return)
        assert GOES_ON in running.said
        yield from running.select(last)
        yield from running.hand.press(window.canvas, Qt.Key.Key_Delete)
        assert [node.id for node in window.document.design.graph.nodes if node.id == last] == []
        seen = len(window.session.history)
        yield Wait(lambda: len(window.session.history) > seen, "The run did not go on.")
        yield from running.press(window.toolbar, "Stop")
        yield Wait(lambda: window.session.state == "finished", "The run did not stop.")

    play(script())
    trained = window.document.trained
    assert trained is not None
    assert trained.design.graph == before.graph
    assert trained.network().parameters.size == trained.parameters.size
    assert window.document.design.graph != before.graph
    assert running.said.count(GOES_ON) == 1


def test_close_the_window(running: Stage, play: Play) -> None:
    window = running.window

    def script() -> Script:
        yield from _close(running)
        yield from _answer(running, "Go on training")
        assert window.isVisible()
        seen = len(window.session.history)
        yield Wait(lambda: len(window.session.history) > seen, "The run did not go on.")
        yield from _close(running)
        yield from _answer(running, "Stop training")
        yield from _answer(running, "Cancel")
        assert window.isVisible()
        assert window.document.trained is not None
        yield from _close(running)
        yield from _answer(running, "Save")
        yield Wait(lambda: not window.isVisible(), "The window did not close.")

    play(script())
    assert not window.session.active
    assert not window.document.modified


def test_open_another_file(running: Stage, play: Play, tmp_path: Path) -> None:
    window = running.window
    other = tmp_path / "other.loom"
    save_model(Model(window.document.design.replace(graph=type(window.document.design.graph)())), other)

    def script() -> Script:
        QTimer.singleShot(0, window, lambda: window.filing.open(other))
        yield from _answer(running, "Go on training")
        assert window.session.state == "running"
        assert window.document.path == tmp_path / "long.loom"
        QTimer.singleShot(0, window, lambda: window.filing.open(other))
        yield from _answer(running, "Stop training")
        yield from _answer(running, "Discard", "Don't Save")
        yield Wait(lambda: window.document.path == other, "The other file was not opened.")

    play(script())
    assert window.document.trained is None
    assert not window.session.active
    assert window.session.state == "idle"
    assert len(window.session.history) == 0


def _close(stage: Stage) -> Script:
    QTimer.singleShot(0, stage.window, stage.window.close)
    yield pause()


def _answer(stage: Stage, *words: str) -> Script:
    box = yield from stage.dialog(QMessageBox)
    texts = [each.text().replace("&", "") for each in box.buttons()]
    yield from stage.press(box, next(each for each in words if each in texts))
