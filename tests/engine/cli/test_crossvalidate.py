"""neuroloom crossvalidate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.crossvalidation import crossvalidate, spread
from engine.data.table import read
from engine.files.loom import load

Command = Callable[..., Any]


def test_every_fold_is_left_out_once_and_nothing_is_changed(run: Command, fresh: Path) -> None:
    before = fresh.read_bytes()
    done = run("crossvalidate", fresh, "--folds", 3, "--epochs", 4)
    assert done.code == 0
    assert "Accuracy" in done.out
    assert "mean ± std" in done.out
    assert "test rows were not looked at" in done.out
    assert fresh.read_bytes() == before


def test_the_scores_as_json(run: Command, fresh: Path) -> None:
    done = run("crossvalidate", fresh, "--folds", 3, "--epochs", 4, "--json")
    assert done.code == 0
    found = json.loads(done.out)
    losses = [fold["loss"] for fold in found["folds"]]
    assert len(losses) == 3
    assert found["scores"]["loss"]["mean"] == pytest.approx(np.mean(losses))
    assert found["scores"]["loss"]["std"] == pytest.approx(np.std(losses))


def test_the_folds_are_those_of_the_split(fresh: Path, table: Path) -> None:
    design = load(fresh).design
    design = design.replace(training=design.training.replace(epochs=2))
    folds = list(crossvalidate(design, read(table), 4))
    assert [fold.number for fold in folds] == [1, 2, 3, 4]
    whole = {sum(fold.rows) for fold in folds}
    assert max(whole) - min(whole) <= 2
    assert spread(folds)["loss"][1] >= 0


def test_a_single_fold_is_wrong_usage(run: Command, fresh: Path) -> None:
    assert run("crossvalidate", fresh, "--folds", 1).code == 2
