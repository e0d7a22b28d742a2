"""neuroloom new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import load
from engine.proposal import propose_design

Command = Callable[..., Any]


def test_the_proposed_model_is_saved(run: Command, table: Path, tmp_path: Path) -> None:
    done = run("new", "--data", table, "--target", "species", "-o", tmp_path / "a.loom")
    assert done.code == 0
    assert "Predicts species from island, bill_length_mm" in done.out
    found = load(tmp_path / "a.loom")
    assert found.trained is None
    expected = propose_design(read(table), propose(read(table)).with_role("species", "target"))
    assert found.design == expected


def test_another_target(run: Command, table: Path, tmp_path: Path) -> None:
    assert run("new", "--data", table, "--target", "body_mass_g", "-o", tmp_path / "a.loom").code == 0
    recipe = load(tmp_path / "a.loom").design.recipe
    assert recipe is not None
    assert [column.name for column in recipe.targets] == ["body_mass_g"]
    assert recipe.column("species").role == "feature"


def test_a_target_that_is_not_there(run: Command, table: Path, tmp_path: Path) -> None:
    done = run("new", "--data", table, "--target", "kind", "-o", tmp_path / "a.loom")
    assert done.code == 1
    assert "no column called kind" in done.err
    assert "species" in done.err
    assert not (tmp_path / "a.loom").exists()


def test_a_target_from_which_nothing_can_be_learned(run: Command, tmp_path: Path) -> None:
    data = tmp_path / "flat.csv"
    data.write_text("x,y\n" + "".join(f"{row},same\n" for row in range(40)))
    done = run("new", "--data", data, "--target", "y", "-o", tmp_path / "a.loom")
    assert done.code == 1
    assert not (tmp_path / "a.loom").exists()


def test_a_file_that_is_there_stays_unless_forced(run: Command, table: Path, fresh: Path) -> None:
    before = fresh.read_bytes()
    words = ("new", "--data", table, "--target", "sex", "-o", fresh)
    done = run(*words)
    assert done.code == 1
    assert "--force" in done.err
    assert fresh.read_bytes() == before
    assert run(*words, "--force").code == 0
    assert fresh.read_bytes() != before
