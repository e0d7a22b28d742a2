"""From a table to a trained network in at most five clicks."""

from __future__ import annotations

from pathlib import Path

from designer.demo.play import Script, Wait
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from engine.inference import evaluate
from tests.journeys.conftest import Clicks, Play


def _job(stage: Stage, table: Path) -> Script:
    window = stage.window
    yield from stage.press(window.welcome, "Open a table…")
    yield from stage.answer_with(table)
    dialog = yield from stage.dialog(OpenTableDialog)
    yield Wait(dialog.open_button.isEnabled, "The table was not read.")
    yield from stage.hand.choose(dialog.target, "species")
    yield from stage.press(dialog, "Open")
    yield Wait(lambda: window.document.prepared, "The table was not prepared.")
    yield from stage.press(window.toolbar, "Train")
    yield Wait(lambda: window.session.state == "finished", "The training did not end.")


def test_five_clicks(stage: Stage, play: Play, clicks: Clicks, table: Path) -> None:
    play(_job(stage, table))
    document = stage.window.document
    assert clicks.count == 5
    assert document.trained is not None
    assert document.prepared is not None
    assert len(document.trained.history) == document.design.training.epochs
    assert evaluate(document.trained, document.prepared, "validation").scores["accuracy"] > 0.9
    assert document.modified
