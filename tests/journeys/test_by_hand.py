"""A network drawn by hand: undone to nothing, done again, trained, saved, and opened as it was, bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from designer.demo.play import Script, Wait
from designer.demo.script import draw, ignore_column, open_table, save, train
from designer.demo.stage import Stage
from engine.design import Design
from engine.files.loom import load
from engine.inference import Predictor
from tests.journeys.conftest import Open, Play


def test_draw_undo_redo_train_save_load(open_stage: Open, play: Play, tmp_path: Path) -> None:
    first = open_stage()
    play(_draw(first))
    document = first.window.document
    drawn = document.design

    play(_press_while(first, "edit.undo"))
    assert document.design == Design()
    play(_press_while(first, "edit.redo"))
    assert document.design == drawn

    play(_finish(first))
    assert document.trained is not None
    assert document.table is not None
    before = Predictor(document.trained).predict(document.table)

    second = open_stage()
    second.window.filing.open(tmp_path / "penguins.loom")
    play(_arrived(second))
    opened = second.window.document
    assert opened.design == drawn
    assert not opened.modified
    assert opened.trained is not None
    assert opened.table is not None
    after = Predictor(opened.trained).predict(opened.table)
    assert np.array_equal(before.outputs, after.outputs)
    assert before.columns().keys() == after.columns().keys()
    headless = load(tmp_path / "penguins.loom").trained
    assert headless is not None
    assert np.array_equal(Predictor(headless).predict(opened.table).outputs, before.outputs)


def _draw(stage: Stage) -> Script:
    yield from open_table(stage)
    yield from ignore_column(stage)
    yield from draw(stage)


def _press_while(stage: Stage, action_id: str) -> Script:
    """Press the button of an action as long as it can be pressed; its words tell each time what it would do."""
    action = stage.window.actions_by_id[action_id]
    for _ in range(60):
        if not action.isEnabled():
            break
        yield from stage.press(stage.window.toolbar, action.iconText())


def _finish(stage: Stage) -> Script:
    yield from train(stage)
    yield from save(stage)


def _arrived(stage: Stage) -> Script:
    yield Wait(lambda: stage.window.document.prepared, "The table of the model was not found again.")
