"""`neuroloom demo`: the main job through the window, what it leaves, and what it says where a step fails."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from designer.canvas.view import CanvasView
from designer.demo import main
from designer.demo.performance import SIZE
from engine.files.loom import load
from engine.layers.dense import Dense

pytestmark = pytest.mark.usefixtures("looks", "own_dialogs")


def test_the_main_job(qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "made")]) == 0
    said = capsys.readouterr().out.splitlines()

    model = load(tmp_path / "made" / "penguins.loom")
    assert model.trained is not None
    assert model.trained.unsealed
    assert "Test score on 48 rows" in said[-2]
    assert f"Accuracy {100 * model.trained.test_scores['accuracy']:.1f} %" in said[-2]
    assert model.trained.test_scores["accuracy"] > 0.9
    assert [type(node.layer).__name__ for node in model.design.graph.nodes] == [
        "Input",
        "Dense",
        "Dense",
        "Output",
    ]
    hidden = model.design.graph.nodes[1].layer
    assert isinstance(hidden, Dense)
    assert (hidden.units, hidden.activation.kind()) == (16, "relu")
    assert model.design.recipe is not None
    assert model.design.recipe.column("year").role == "ignore"

    predicted = pl.read_csv(tmp_path / "made" / "predictions.csv", null_values=["NA", ""])
    assert predicted.height == 344
    assert predicted["species"].to_list()[0] == predicted["prediction"].to_list()[0] == "Adelie"

    pictures = sorted((tmp_path / "made").glob("*.png"))
    assert len(pictures) >= 8
    assert QImage(str(pictures[0])).size() == SIZE


def test_a_drag_that_adds_nothing_is_a_failure(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_canvas: CanvasView, event: QDropEvent) -> None:
        event.ignore()

    monkeypatch.setattr(CanvasView, "dropEvent", refuse)
    assert main(["--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "The demonstration stopped: Input was dragged to the canvas, and 0 layers are new." in said


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["--out", str(tmp_path / "file" / "below")]) == 1
    assert "cannot be made" in capsys.readouterr().err


def test_what_is_left_from_before_and_cannot_be_removed(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "penguins.loom").mkdir()
    assert main(["--out", str(tmp_path)]) == 1
    assert "penguins.loom is left from before and cannot be removed" in capsys.readouterr().err


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--fast"]) == 2
    assert "usage: neuroloom demo" in capsys.readouterr().err
