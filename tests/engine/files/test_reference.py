"""The table of a .loom is found where it was, where it may have gone, and is known by its bytes."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.data.recipe import Recipe
from engine.data.source import source_of
from engine.examples import examples
from engine.files.loom import load
from engine.files.reference import absolute, difference, locate, stored


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "my table.csv"
    path.parent.mkdir()
    path.write_text("a,b\n1,2\n")
    return path


@pytest.fixture
def recipe(table: Path) -> Recipe:
    return Recipe(source_of(table))


def path_of(recipe: Recipe) -> str:
    assert recipe.source is not None
    return recipe.source.path


@pytest.mark.parametrize(
    ("loom", "expected"),
    [
        ("data/a.loom", "my table.csv"),
        ("a.loom", "data/my table.csv"),
        ("x/y/a.loom", "../../data/my table.csv"),
    ],
)
def test_a_path_is_stored_as_seen_from_the_file(
    recipe: Recipe, tmp_path: Path, loom: str, expected: str
) -> None:
    kept = stored(recipe, tmp_path / loom)
    assert path_of(kept) == expected
    assert absolute(kept, tmp_path / loom) == recipe


def test_a_path_on_another_drive_stays_as_it_is(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", refuse)
    assert path_of(stored(recipe, tmp_path / "a.loom")) == path_of(recipe).replace(os.sep, "/")


def test_a_recipe_without_a_table_has_no_path(tmp_path: Path) -> None:
    assert stored(Recipe(), tmp_path / "a.loom") == absolute(Recipe(), tmp_path / "a.loom") == Recipe()
    assert locate(Recipe(), tmp_path / "a.loom") is None
    assert locate(None, None) is None


def test_the_table_is_found_where_it_was(recipe: Recipe, table: Path, tmp_path: Path) -> None:
    assert locate(recipe, tmp_path / "a.loom") == table
    assert locate(recipe, None) == table


def test_the_table_is_found_beside_the_file(recipe: Recipe, table: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    table.rename(moved / table.name)
    assert locate(recipe, moved / "a.loom") == moved / table.name
    assert locate(recipe, tmp_path / "a.loom") is None


def test_a_folder_moved_with_file_and_table_finds_it(
    loom: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = tmp_path_factory.mktemp("there") / "lesson"
    shutil.move(loom.parent, there)
    assert locate(load(there / loom.name).design.recipe, there / loom.name) == there / "penguins.csv"


def test_a_bundled_table_is_found_on_every_machine(tmp_path: Path) -> None:
    bundled = examples()[0].path
    source = replace(source_of(bundled), path=str(tmp_path / "gone" / bundled.name))
    assert locate(Recipe(source), tmp_path / "a.loom") == bundled
    assert locate(Recipe(replace(source, sha256="0" * 64)), tmp_path / "a.loom") is None


@pytest.mark.parametrize(
    "path", ["//server/share/secret.csv", "\\\\server\\share\\secret.csv", "a\0b.csv", ""]
)
def test_odd_paths_are_nowhere(recipe: Recipe, tmp_path: Path, path: str) -> None:
    assert recipe.source is not None
    odd = replace(recipe, source=replace(recipe.source, path=path))
    assert locate(odd, tmp_path / "a.loom") is None


def test_a_table_that_is_the_same_is_no_news(recipe: Recipe, table: Path) -> None:
    assert recipe.source is not None
    assert difference(recipe.source, table) == ""


@pytest.mark.parametrize(
    ("text", "words"), [("a,b\n1,3\n", "contents"), ("a,b\n1,23\n", "9 bytes instead of 8")]
)
def test_a_table_that_has_changed_is_told(recipe: Recipe, table: Path, text: str, words: str) -> None:
    assert recipe.source is not None
    table.write_text(text)
    said = difference(recipe.source, table)
    assert said.startswith("my table.csv has changed since this model was saved")
    assert words in said
