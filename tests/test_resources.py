"""The data that the program ships: complete, as published, licensed, and small."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

WORDS = [
    "activation",
    "backpropagation",
    "batch",
    "bias",
    "classification",
    "deep",
    "epoch",
    "feature",
    "forward-pass",
    "gradient",
    "initial-weights",
    "layer",
    "learning-rate",
    "loss",
    "neuron",
    "optimizer",
    "overfitting",
    "regression",
    "training-validation-test",
    "weight",
]


@pytest.fixture
def resources(checkout: Path) -> Path:
    return checkout / "resources"


def table(resources: Path, name: str) -> list[list[str]]:
    with (resources / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_penguins_are_as_published(resources: Path) -> None:
    header, *rows = table(resources, "penguins.csv")
    assert header[:3] == ["species", "island", "bill_length_mm"]
    assert (len(rows), {len(row) for row in rows}) == (344, {8})
    assert sum(row.count("NA") for row in rows) == 19
    species = [row[0] for row in rows]
    assert [species.count(name) for name in ("Adelie", "Gentoo", "Chinstrap")] == [152, 124, 68]


def test_the_irises_have_the_figures_of_the_paper(resources: Path) -> None:
    _, *rows = table(resources, "iris.csv")
    assert len(rows) == 150
    assert rows[34] == ["4.9", "3.1", "1.5", "0.2", "setosa"]
    assert rows[37] == ["4.9", "3.6", "1.4", "0.1", "setosa"]
    means = [sum(float(row[column]) for row in rows[:50]) / 50 for column in range(4)]
    # The means of Iris setosa in Fisher's table II.
    assert means == pytest.approx([5.006, 3.428, 1.462, 0.246])


def test_every_table_says_where_it_is_from(resources: Path) -> None:
    sources = (resources / "data" / "SOURCES.md").read_text("utf-8")
    assert all(file.name in sources for file in (resources / "data").glob("*.csv"))


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_explained(resources: Path, word: str) -> None:
    title, sentence, formula, *rest = (
        (resources / "guide" / f"{word}.md").read_text("utf-8").strip().split("\n\n")
    )
    assert title.startswith("# ")
    assert sentence.count("\n") == 0
    assert sentence.endswith(".")
    assert formula.startswith("```\n")
    assert formula.endswith("\n```")
    assert 3 <= " ".join(rest).replace("?", ".").count(". ") + 1 <= 12


def test_what_others_made_has_its_licence(resources: Path) -> None:
    assert "ISC License" in (resources / "icons" / "LICENSE.txt").read_text("utf-8")
    assert "SIL Open Font License, Version 1.1" in (resources / "fonts" / "LICENSE.txt").read_text("utf-8")


def test_fonts_are_small_enough_to_ship(resources: Path) -> None:
    assert sum(file.stat().st_size for file in (resources / "fonts").iterdir()) < 1_500_000
