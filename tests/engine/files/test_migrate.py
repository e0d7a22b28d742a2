"""Files of older versions come to the current one step by step, and golden files of each open for ever."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.data.table import read
from engine.feeding import feed_inputs
from engine.files.arrays import unpack
from engine.files.loom import load, save
from engine.files.migrate import STEPS, VERSION, Parts, migrate
from engine.files.reference import locate


def test_steps_are_taken_one_after_the_other() -> None:
    def second(parts: Parts) -> Parts:
        return {"drawing.json": parts["graph.json"]}

    def third(parts: Parts) -> Parts:
        return {"network.json": {"nodes": parts["drawing.json"]}}

    steps = {1: second, 2: third}
    expected = {"network.json": {"nodes": [5]}}
    assert migrate({"graph.json": [5]}, 1, steps, 3) == expected
    assert migrate({"drawing.json": [5]}, 2, steps, 3) == expected
    assert migrate(expected, 3, steps, 3) == expected


def test_there_is_a_step_from_every_older_version() -> None:
    assert sorted(STEPS) == list(range(1, VERSION))


def test_there_is_a_golden_file_of_every_version(checkout: Path) -> None:
    names = {path.name for path in (checkout / "tests" / "golden" / "loom").glob("*.loom")}
    assert names == {f"version_{version}.loom" for version in range(1, VERSION + 1)}


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_golden_file_opens_and_predicts_what_it_did(checkout: Path, tmp_path: Path, version: int) -> None:
    golden = checkout / "tests" / "golden" / "loom" / f"version_{version}.loom"
    model = load(golden)
    assert model.notes == ()
    assert model.trained is not None
    assert model.trained.history
    assert model.thumbnail is not None

    with golden.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        expected = [[float(cell) for cell in row] for row in csv.reader(file)]
    table = locate(model.design.recipe, golden)
    assert table is not None
    preparation = model.trained.preparation
    features = preparation.apply(read(table)).features[: len(expected)]
    (found,) = (
        model.trained.network()
        .predict(feed_inputs(model.trained.design.graph, preparation, features))
        .values()
    )
    assert np.allclose(found, expected, rtol=1e-5, atol=1e-7)

    shutil.copy(golden, tmp_path)
    save(model, tmp_path / "again.loom")
    assert load(tmp_path / "again.loom").trained is not None


def test_running_means_of_the_first_version_become_the_sums_that_stand_for_them(checkout: Path) -> None:
    golden = checkout / "tests" / "golden" / "loom" / "version_1.loom"
    with zipfile.ZipFile(golden) as file:
        means = unpack(file.read("optimizer.safetensors"), "")
    trained = load(golden).trained
    assert trained is not None
    slots = trained.checkpoint.slots
    np.testing.assert_allclose(slots["gradient_sum"] * 0.1, means["slots/momentum"], rtol=1e-6)
    np.testing.assert_allclose(slots["square_sum"] * 0.001, means["slots/velocity"], rtol=1e-6)
