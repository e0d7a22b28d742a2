"""Baselines: the answer that never looks, and the linear model, against what can be said of them by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from engine.baselines import baselines, constant, linear
from engine.data.kinds import KINDS
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import propose
from engine.data.source import Cancelled
from engine.data.split import Split
from engine.data.table import Table, read
from engine.examples import examples


def example(name: str, seed: int = 7) -> Prepared:
    found = next(each for each in examples() if each.id == name)
    table = read(found.path)
    return prepare(table, found.recipe(table), seed)


def test_the_majority_class_is_that_of_the_training_rows() -> None:
    prepared = example("penguin-species")
    found = constant(prepared)
    assert (found.name, found.sentence) == ("majority class", "Always Adelie.")
    share = prepared.target[prepared.parts.validation, 0].mean()
    assert found.scores(prepared, "validation")["accuracy"] == pytest.approx(share)


def test_a_yes_no_majority_is_a_whole_answer() -> None:
    prepared = example("penguin-sex")
    assert set(constant(prepared).outputs.ravel().tolist()) <= {0.0, 1.0}


def test_where_both_answers_are_as_frequent_it_gives_the_one_that_it_names() -> None:
    columns = {"x": [row / 8 for row in range(20)], "y": ["no", "yes"] * 10}
    table = Table.from_columns(columns)
    recipe = propose(table).with_role("y", "target").with_split(Split(100, 0, 0))
    found = constant(prepare(table, recipe, seed=1))
    assert found.sentence == "Always yes."
    assert set(found.outputs.ravel().tolist()) == {1.0}


def test_the_mean_scores_nought_on_its_own_rows() -> None:
    prepared = example("penguin-mass")
    found = constant(prepared)
    assert found.scores(prepared, "train")["r2"] == pytest.approx(0.0, abs=1e-5)
    assert "mean of the training rows: 4" in found.sentence


def test_least_squares_is_scikit_learns() -> None:
    prepared = example("penguin-mass")
    train = prepared.parts.train
    peer = LinearRegression().fit(
        prepared.features[train].astype(float), prepared.target[train].astype(float)
    )
    expected = peer.predict(prepared.features.astype(float))
    rows = prepared.parts.validation
    assert np.allclose(linear(prepared).outputs[rows], expected[rows], atol=1e-3)


@pytest.mark.parametrize("name", ["penguin-species", "penguin-sex", "iris"])
def test_the_trained_linear_model_is_about_as_good_as_scikit_learns(name: str) -> None:
    prepared = example(name)
    train, target = prepared.parts.train, prepared.target
    classes = target.argmax(axis=1) if target.shape[1] > 1 else target[:, 0].astype(int)
    peer = LogisticRegression(C=100.0, max_iter=2000).fit(prepared.features[train], classes[train])
    theirs = peer.score(prepared.features[train], classes[train])
    assert linear(prepared).scores(prepared, "train")["accuracy"] >= theirs - 0.04


def test_counts_get_a_poisson_model_that_beats_the_mean(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=400)
    counts = rng.poisson(np.exp(0.3 + 0.8 * x))
    path = tmp_path / "counts.csv"
    path.write_text("x,n\n" + "".join(f"{a:.4f},{b}\n" for a, b in zip(x, counts, strict=True)))
    table = read(path)
    recipe = propose(table).with_kind("n", KINDS["number"]()).with_role("n", "target")
    prepared = prepare(table, recipe, seed=1, task="count")
    mean, model = baselines(prepared)
    assert model.sentence.startswith("Poisson")
    assert model.outputs.min() > 0
    rows = prepared.parts.test
    error = [np.mean((each.outputs[rows] - prepared.target[rows]) ** 2) for each in (mean, model)]
    assert error[1] < error[0]


def test_the_same_table_gives_the_same_baselines() -> None:
    one, two = (linear(example("iris")).outputs for _ in range(2))
    assert one.tobytes() == two.tobytes()


def test_a_part_without_rows_has_no_scores() -> None:
    found = next(each for each in examples() if each.id == "iris")
    table = read(found.path)
    recipe = found.recipe(table)
    split = recipe.split.replace(train=85, validation=15, test=0)
    prepared = prepare(table, recipe.with_split(split), 7)
    assert constant(prepared).scores(prepared, "test") == {}


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        baselines(example("iris"), lambda _share, _doing: False)
