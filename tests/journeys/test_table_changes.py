"""What may become of a table under a network: it moves, it changes, its target is taken away. Nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from designer.demo.play import Script, Wait, expect
from designer.demo.stage import Stage
from designer.dialogs.open_table import OpenTableDialog
from designer.panels.data.column_cells import segments
from designer.panels.data.columns_model import Fact
from designer.panels.data.panel import DataPanel
from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import Model, save
from engine.inference import Predictor
from engine.proposal import propose_design
from tests.journeys.conftest import Play


@pytest.fixture
def saved(table: Path, tmp_path: Path) -> Path:
    """A model that speaks of a table beside it."""
    beside = shutil.copy(table, tmp_path / "birds.csv")
    opened = read(beside)
    design = propose_design(opened, propose(opened).with_role("species", "target"))
    short = design.replace(training=design.training.replace(epochs=5))
    save(Model(short), tmp_path / "birds.loom")
    return tmp_path / "birds.loom"


def _ready(stage: Stage) -> Script:
    yield Wait(lambda: stage.window.document.prepared, "The table was not prepared.")


def _train(stage: Stage) -> Script:
    yield from _ready(stage)
    yield from stage.press(stage.window.toolbar, "Train")
    yield Wait(lambda: stage.window.session.state == "finished", "The training did not end.")


def test_a_table_that_has_moved_is_found_again(stage: Stage, play: Play, saved: Path, tmp_path: Path) -> None:
    window = stage.window
    (tmp_path / "elsewhere").mkdir()
    moved = tmp_path / "elsewhere" / "renamed.csv"
    (tmp_path / "birds.csv").rename(moved)
    window.filing.open(saved)
    assert window.document.prepared is None
    assert "birds.csv" in window.session.why_not()

    def script() -> Script:
        panel = yield from stage.turn_to("data")
        yield from stage.press(panel, "Find it…")
        yield from stage.answer_with(moved)
        yield from _train(stage)

    play(script())
    assert window.document.trained is not None
    assert window.document.table is not None
    assert window.document.table.source is not None
    assert Path(window.document.table.source.path) == moved


def test_the_target_is_taken_away_after_training(stage: Stage, play: Play, saved: Path) -> None:
    window, document = stage.window, stage.window.document
    window.filing.open(saved)

    def script() -> Script:
        yield from _train(stage)
        panel = expect(DataPanel, (yield from stage.turn_to("data")), "There is no Data panel.")
        view = panel.columns
        index = view.model().index(panel.model.row_of("species"), Fact.ROLE)
        view.scrollTo(index)
        yield stage.hand.rest(0)
        yield from stage.hand.click(view.viewport(), segments(view.visualRect(index))["ignore"].center())

    play(script())
    assert document.design.recipe is not None
    assert document.design.recipe.target is None
    assert "target" in window.session.why_not()
    assert not window.toolbar.train.isEnabled()
    trained = document.trained
    assert trained is not None
    assert document.table is not None
    before = Predictor(trained).predict(document.table).outputs

    play(stage.press(window.toolbar, window.actions_by_id["edit.undo"].iconText()))
    assert window.session.why_not() == ""
    assert document.trained is trained
    assert np.array_equal(Predictor(trained).predict(document.table).outputs, before)


def test_another_table_with_words_where_numbers_were(
    stage: Stage, play: Play, saved: Path, tmp_path: Path
) -> None:
    window, document = stage.window, stage.window.document
    other = tmp_path / "other.csv"
    lines = (tmp_path / "birds.csv").read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    changed = [[*row[:2], "long" if number else row[2], *row[3:]] for number, row in enumerate(rows)]
    other.write_text("\n".join(",".join(row) for row in changed) + "\n", "utf-8")
    window.filing.open(saved)

    def script() -> Script:
        yield from _train(stage)
        QTimer.singleShot(0, window, lambda: window.filing.open(other))
        dialog = yield from stage.dialog(OpenTableDialog)
        yield Wait(dialog.open_button.isEnabled, "The table was not read.")
        yield from stage.press(dialog, "Open")
        yield Wait(lambda: document.table and document.table.source.name == "other.csv", "It was not opened.")

    play(script())
    assert any("bill_length_mm" in sentence for sentence in stage.said)
    assert document.trained is not None
    assert document.trained.preparation is not None
    play(stage.press(window.toolbar, window.actions_by_id["edit.undo"].iconText()))
    assert document.table is not None
    assert document.table.source is not None
    assert document.table.source.name == "birds.csv"
    assert window.session.why_not() == ""
