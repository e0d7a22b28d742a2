"""neuroloom predict: the table's columns with the predictions beside them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_predictions_stand_beside_the_columns(
    run: Command, trained: Path, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    done = run("predict", trained, "--data", table, "-o", out)
    assert done.code == 0
    assert "344 rows with prediction, probability of Adelie" in done.out
    assert "no prediction" in done.err
    before, after = rows_of(table), rows_of(out)
    assert len(after) == len(before) == 344
    assert [row["island"] for row in after] == [row["island"] for row in before]
    known = [row for row in after if row["prediction"]]
    assert 300 < len(known) < 344
    assert sum(row["prediction"] == row["species"] for row in known) > 0.9 * len(known)
    chances = [float(known[0][f"probability of {name}"]) for name in ("Adelie", "Chinstrap", "Gentoo")]
    assert abs(sum(chances) - 1) < 1e-5


def test_a_table_without_the_target(run: Command, trained: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    new.write_text(
        "year;island;bill_length_mm;bill_depth_mm;flipper_length_mm;body_mass_g;sex\n"
        "2007;Biscoe;47,5;14,8;217;5200;male\n2008;Nowhere;39,0;18,1;181;3700;female\n"
    )
    done = run("predict", trained, "--data", new, "-o", tmp_path / "out.csv")
    assert done.code == 0
    assert [row["prediction"] for row in rows_of(tmp_path / "out.csv")] == ["Gentoo", "Adelie"]
    assert "island" in done.err


def test_the_table_itself_is_not_overwritten(run: Command, trained: Path, table: Path) -> None:
    before = table.read_bytes()
    done = run("predict", trained, "--data", table, "-o", table)
    assert done.code == 1
    assert "choose another name" in done.err
    assert table.read_bytes() == before


def test_a_table_that_lacks_columns(run: Command, trained: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    new.write_text("island,sex\nBiscoe,male\n")
    done = run("predict", trained, "--data", new, "-o", tmp_path / "out.csv")
    assert done.code == 1
    assert "bill_length_mm" in done.err
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written(run: Command, trained: Path, table: Path, tmp_path: Path) -> None:
    done = run("predict", trained, "--data", table, "-o", tmp_path / "gone" / "out.csv")
    assert done.code == 1
    assert "its folder is not there any more" in done.err


def test_a_model_that_was_never_trained(run: Command, fresh: Path, table: Path, tmp_path: Path) -> None:
    done = run("predict", fresh, "--data", table, "-o", tmp_path / "out.csv")
    assert done.code == 1
    assert "has not been trained yet" in done.err
