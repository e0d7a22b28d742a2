"""neuroloom new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.data.recipe import propose
from engine.data.table import read
from engine.files.loom import load
from engine.proposal import propose_design
from tests.engine.data.workbooks import xlsx

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


def test_a_sheet_of_a_workbook_is_chosen_and_predicted_from_again(run: Command, tmp_path: Path) -> None:
    rows = [["size", "kind"], *([row * 7 % 20, "large" if row % 20 > 9 else "small"] for row in range(40))]
    book = xlsx(tmp_path / "book.xlsx", {"other": [["a", "b"], [1, 2]], "animals": rows})
    model, out = tmp_path / "a.loom", tmp_path / "out.csv"
    assert run("new", "--data", book, "--sheet", "animals", "--target", "kind", "-o", model).code == 0
    recipe = load(model).design.recipe
    assert recipe is not None
    assert recipe.dialect.part == "animals"
    assert run("train", model, "--epochs", 2).code == 0
    newer = xlsx(tmp_path / "newer.xlsx", {"other": [["a", "b"], [1, 2]], "animals": rows[:20]})
    assert run("predict", model, "--data", newer, "-o", out).code == 0
    assert read(out).rows == 19
    done = run("predict", model, "--data", newer, "--part", "plants", "-o", tmp_path / "no.csv")
    assert (done.code, "no sheet plants" in done.err) == (1, True)


def test_what_was_repaired_is_told_with_its_lines(run: Command, tmp_path: Path) -> None:
    data = tmp_path / "short.csv"
    rows = [f"{row},{row % 7},{'ab'[row % 2]}" for row in range(40)]
    rows[5] = "5,5"
    data.write_text("\n".join(["x,y,kind", *rows]))
    done = run("new", "--data", data, "--target", "kind", "-o", tmp_path / "a.loom")
    assert "1 row was too short: the cells it lacks are gaps (line 7)." in done.err


def test_the_past_of_a_series_and_the_way_rows_are_divided(run: Command, tmp_path: Path) -> None:
    data = tmp_path / "prices.csv"
    rows = "".join(
        f"2024-{row // 28 + 1:02}-{row % 28 + 1:02},{row % 5},{100 + row}.5\n" for row in range(90)
    )
    data.write_text("day,volume,price\n" + rows)
    words = ("new", "--data", data, "--target", "price")
    assert run(*words, "--past", 7, "--horizon", 2, "-o", tmp_path / "a.loom").code == 0
    found = load(tmp_path / "a.loom").design
    assert found.recipe is not None
    assert (found.recipe.window.past, found.recipe.window.horizon, found.recipe.window.order) == (7, 2, "day")
    assert "lstm_1" in found.graph
    assert run("train", tmp_path / "a.loom", "--epochs", 3).code == 0
    done = run("predict", tmp_path / "a.loom", "--data", data, "-o", tmp_path / "said.csv")
    assert done.code == 0
    assert "The row after 2024-04-06: price" in done.out + done.err
    assert "2 rows after 2024-04-06: price" in done.out + done.err
    said = read(tmp_path / "said.csv").column("prediction")
    assert said.null_count() == 8
    assert run(*words, "--order", "day", "-o", tmp_path / "b.loom").code == 0
    recipe = load(tmp_path / "b.loom").design.recipe
    assert recipe is not None
    assert recipe.split.order == "day"
    assert run(*words, "--order", "year", "-o", tmp_path / "c.loom").code == 1


def test_a_wrong_guess_is_corrected(run: Command, tmp_path: Path) -> None:
    data, model = tmp_path / "a.csv", tmp_path / "a.loom"
    data.write_text("x;kind\n" + "".join(f"{row % 9},{row % 4}00;{'ab'[row % 2]}\n" for row in range(40)))
    words = ("new", "--data", data, "--target", "kind", "-o", model)
    assert run(*words, "--read", "decimal=.", "--read", "thousands=,", "--read", "skip=0").code == 0
    recipe = load(model).design.recipe
    assert recipe is not None
    assert (recipe.dialect.decimal, recipe.dialect.thousands) == (".", ",")
    refused = {"colour=red": "no setting colour", "skip=some": "whole number", "decimal=x": "decimal"}
    for wrong, sentence in refused.items():
        done = run(*words, "--force", "--read", wrong)
        assert (done.code, sentence in done.err) == (1, True)
