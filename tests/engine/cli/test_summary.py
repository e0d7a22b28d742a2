"""neuroloom summary: the table that Keras prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.files.loom import Model, load, save

Command = Callable[..., Any]


def test_names_kinds_shapes_and_parameters(run: Command, fresh: Path) -> None:
    done = run("summary", fresh)
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["Dense", "Dense", "(rows,", "16)", "176", "Input"] in lines
    assert ["Dense", "2", "Dense", "(rows,", "3)", "51", "Dense"] in lines
    assert "Parameters: 227 (908 bytes)" in done.out
    assert "Trainable: 227, not trainable: 0" in done.out
    assert "Multiply-adds per row: 208" in done.out


def test_a_trained_model_needs_no_table(run: Command, trained: Path, table: Path) -> None:
    expected = run("summary", trained).out
    table.unlink()
    assert run("summary", trained) == (0, expected, "")


def test_without_its_table_a_model_shows_what_is_known(run: Command, fresh: Path) -> None:
    model = load(fresh)
    save(Model(model.design.replace(recipe=None)), fresh)
    done = run("summary", fresh)
    assert done.code == 0
    assert "?" in done.out
    assert "No table is loaded" in done.err


def test_a_table_that_is_gone_is_told(run: Command, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("x,y\n" + "".join(f"{row % 7 + 0.25},{row % 5 + 0.5}\n" for row in range(60)))
    run("new", "--data", own, "--target", "y", "-o", tmp_path / "own.loom")
    own.unlink()
    done = run("summary", tmp_path / "own.loom")
    assert done.code == 0
    assert "is not where it was" in done.err


def test_problems_are_told(run: Command, fresh: Path) -> None:
    model = load(fresh)
    save(Model(model.design.replace(graph=model.design.graph.remove(["dense_1"]))), fresh)
    done = run("summary", fresh)
    assert done.code == 0
    assert "Dense 2 has no input" in done.err
