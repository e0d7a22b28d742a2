"""Find a learning rate, use it, train with it, and take it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF

from designer.demo.play import Script, Wait, expect
from designer.demo.stage import Stage
from designer.dialogs.rate_finder import RateFinderDialog
from designer.panels.training import TrainingPanel
from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import Model
from engine.files.loom import save as save_model
from engine.proposal import propose_design
from tests.journeys.conftest import Play


@pytest.fixture
def ready(stage: Stage, table: Path, tmp_path: Path) -> Stage:
    """A window with a network that can be trained."""
    opened = read(table)
    design = propose_design(opened, propose(opened).with_role("species", "target"))
    save_model(Model(design.replace(training=design.training.replace(epochs=20))), tmp_path / "net.loom")
    stage.window.filing.open(tmp_path / "net.loom")
    return stage


def test_find_a_rate_and_use_it(ready: Stage, play: Play) -> None:
    window = ready.window
    before = window.session.rate

    def script() -> Script:
        yield Wait(lambda: window.document.prepared, "The table of the model was not found.")
        yield from ready.turn_to("training")
        yield from ready.press(window.docks["training"], "Find rate")
        dialog = yield from ready.dialog(RateFinderDialog)
        yield Wait(lambda: dialog.test.found, "The test did not end.")
        assert len(dialog.chart.data()[0]) == 4
        suggested = dialog.rate.value()
        view = dialog.chart._plot.vb
        place = view.mapViewToScene(QPointF(-2.0, sum(view.viewRange()[1]) / 2)).toPoint()
        yield from ready.hand.click(dialog.chart.area.viewport(), QPoint(place.x(), place.y()))
        assert dialog.rate.value() == pytest.approx(0.01, rel=0.1)
        assert dialog.rate.value() != suggested
        yield from ready.press(dialog, "Use this rate")
        yield Wait(lambda: window.session.rate != before, "The rate was not used.")

    play(script())
    used = window.session.rate
    assert used == pytest.approx(0.01, rel=0.1)
    panel = expect(TrainingPanel, window.docks["training"].panel, "There is no Training panel.")
    assert panel.controls.rate.value() == used

    def train_and_undo() -> Script:
        yield from ready.press(window.toolbar, "Train")
        yield Wait(lambda: window.session.state == "finished", "The training did not end.")
        assert window.session.history[0].rate == used
        yield from ready.press(window.toolbar, f"Undo Set learning rate to {used:g}")

    play(train_and_undo())
    assert window.session.rate == before
    assert not window.document.stack.canUndo()
