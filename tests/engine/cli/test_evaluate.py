"""neuroloom evaluate: scores, and the seal on the test rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.data.table import read
from engine.files.loom import load
from engine.inference import evaluate, prepare_again

Command = Callable[..., Any]


def test_training_and_validation_rows_are_scored_and_the_test_rows_stay_sealed(
    run: Command, trained: Path, table: Path
) -> None:
    before = trained.read_bytes()
    done = run("evaluate", trained, "--json")
    assert done.code == 0
    said = json.loads(done.out)
    assert set(said) == {"train", "validation"}
    model = load(trained).trained
    assert model is not None
    expected = evaluate(model, prepare_again(model, read(table)), "validation")
    assert said["validation"]["scores"] == expected.scores
    assert said["validation"]["confusion"] == expected.confusion.tolist()
    assert trained.read_bytes() == before


def test_a_person_reads_a_table(run: Command, trained: Path) -> None:
    done = run("evaluate", trained)
    assert done.code == 0
    for word in ("species", "Training", "Validation", "Accuracy", "Macro F1", "Chinstrap"):
        assert word in done.out
    assert "Test" not in done.out


def test_opening_the_test_rows_is_remembered_in_the_file(run: Command, trained: Path) -> None:
    done = run("evaluate", trained, "--test", "--json")
    assert done.code == 0
    scores = json.loads(done.out)["test"]["scores"]
    found = load(trained).trained
    assert found is not None
    assert found.unsealed
    assert found.test_scores == scores
    assert "says so from here on" in done.err
    assert "have been opened before: Accuracy" in run("evaluate", trained).out


def test_no_score_is_shown_that_the_file_could_not_remember(
    run: Command, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = run("evaluate", trained, "--test")
    assert done.code == 1
    assert done.out == ""
    assert "the disk is full" in done.err


def test_every_row_of_another_table(run: Command, trained: Path, table: Path, tmp_path: Path) -> None:
    lines = table.read_text().splitlines(keepends=True)
    other = tmp_path / "other.csv"
    other.write_text("".join(lines[:1] + lines[-40:]))
    said = json.loads(run("evaluate", trained, "--data", other, "--json").out)
    assert set(said) == {"all"}
    assert said["all"]["rows"] == 40
    done = run("evaluate", trained, "--data", other, "--test")
    assert done.code == 1
    assert "no sealed test rows" in done.err


def test_the_own_table_may_have_moved(run: Command, trained: Path, table: Path, tmp_path: Path) -> None:
    expected = run("evaluate", trained, "--json").out
    moved = tmp_path / "moved"
    moved.mkdir()
    table.rename(moved / "p.csv")
    assert run("evaluate", trained, "--data", moved / "p.csv", "--json").out == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("island,bill_length_mm\nBiscoe,40\n", "lacks the columns"),
        (
            "island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\nBiscoe,40,17,200,4000,male,2007\n",
            "no column species",
        ),
        (
            (
                "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n"
                "Emperor,Biscoe,40,17,200,4000,male,2007\n"
            ),
            "Not one row",
        ),
    ],
)
def test_a_table_that_cannot_be_scored(
    run: Command, trained: Path, tmp_path: Path, text: str, words: str
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(text)
    done = run("evaluate", trained, "--data", other)
    assert done.code == 1
    assert words in done.err


def test_a_model_that_was_never_trained(run: Command, fresh: Path) -> None:
    done = run("evaluate", fresh)
    assert done.code == 1
    assert f"neuroloom train {fresh}" in done.err


def test_numbers_are_scored_in_their_own_unit(run: Command, table: Path, tmp_path: Path) -> None:
    model = tmp_path / "mass.loom"
    run("new", "--data", table, "--target", "body_mass_g", "-o", model)
    run("train", model, "--epochs", 40)
    said = json.loads(run("evaluate", model, "--json").out)["validation"]
    assert 100 < said["scores"]["mean_absolute_error"] < 800
    assert "confusion" not in said
    assert run("evaluate", model).code == 0
