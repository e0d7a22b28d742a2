"""Where data and network meet: columns to Inputs, the target to Outputs, and scores in the column's unit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.analysis import analyse
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import propose
from engine.data.table import Table
from engine.design import Design
from engine.feeding import (
    Feeds,
    Judge,
    check_rows,
    feeds,
    in_units,
    input_columns,
    metrics_for,
    prepare_for,
    shaped,
    signature,
    training_data,
)
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import RowsError


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """Forty rows: two numbers, a colour, and a price that follows the first number."""
    rng = np.random.default_rng(0)
    size = rng.uniform(10, 90, 40).round(2)
    table = Table.from_columns(
        {
            "size": size.tolist(),
            "age": rng.uniform(0, 50, 40).round(2).tolist(),
            "colour": [("red", "green", "blue")[i % 3] for i in range(40)],
            "price": (1000 + 30 * size).round(1).tolist(),
        }
    )
    recipe = propose(table).with_role("price", "target")
    return prepare(table, recipe.with_role("colour", "feature"), seed=1)


def graph(*columns: tuple[str, ...]) -> Graph:
    """One Input for each group of columns, joined."""
    names = [f"in{number}" for number in range(len(columns))]
    nodes = [Node(name, LAYERS["input"](columns=each)) for name, each in zip(names, columns, strict=True)]
    nodes += [Node("join", LAYERS["concatenate"]()), Node("last", LAYERS["dense"](units="auto"))]
    nodes += [Node("out", LAYERS["output"]())]
    edges = [Edge(name, "join") for name in names] + [Edge("join", "last"), Edge("last", "out")]
    return Graph.of(nodes, edges)


def test_an_input_that_names_no_columns_takes_what_others_leave(prepared: Prepared) -> None:
    found = input_columns(graph(("age",), ()), prepared.preparation)
    assert found == {"in0": ("age",), "in1": ("size", "colour")}


def test_columns_that_are_no_features_any_more_are_left_out(prepared: Prepared) -> None:
    assert input_columns(
        graph(
            ("age", "gone"),
        ),
        prepared.preparation,
    ) == {"in0": ("age",)}


def test_the_signature_names_every_number(prepared: Prepared) -> None:
    found = signature(graph(("colour",), ()), prepared.preparation)
    assert found.inputs["in0"].shape == (3,)
    assert [name.partition("=")[2] for name in found.inputs["in0"].names] == ["blue", "green", "red"]
    assert found.inputs["in1"].names == ("size", "age")
    assert found.outputs["out"].task == "regression"
    assert found.outputs["out"].column == "price"


def test_an_input_without_columns_left_has_no_feed(prepared: Prepared) -> None:
    found = signature(graph(("size", "age", "colour"), ()), prepared.preparation)
    assert set(found.inputs) == {"in0"}


def test_an_output_that_names_another_column_than_the_target_is_told_so(prepared: Prepared) -> None:
    named = graph(()).with_layer("out", LAYERS["output"](columns=("price",)))
    assert analyse(named, signature(named, prepared.preparation)).sound
    other = graph(()).with_layer("out", LAYERS["output"](columns=("age",)))
    (problem,) = analyse(other, signature(other, prepared.preparation)).problems
    assert "stands for age, but the target is price" in problem.sentence
    assert problem.fix is not None
    mended = other.with_layer("out", other["out"].layer.replace(**problem.fix.settings))
    assert analyse(mended, signature(mended, prepared.preparation)).sound


def test_feeds_deal_the_same_rows_to_all(prepared: Prepared) -> None:
    rows = np.array([3, 1, 2])
    found = feeds(graph(("age",), ()), prepared, rows)
    np.testing.assert_array_equal(found.inputs["in0"], prepared.select(["age"])[rows])
    np.testing.assert_array_equal(found.inputs["in1"], prepared.select(["size", "colour"])[rows])
    np.testing.assert_array_equal(found.targets["out"], prepared.target[rows])
    assert len(found) == 3


def test_training_data_holds_no_test_row(prepared: Prepared) -> None:
    data = training_data(graph(()), prepared)
    seen = {*data.train.rows.tolist(), *data.validation.rows.tolist()}
    assert not seen & set(prepared.parts.test.tolist())
    assert len(seen) == len(data.train) + len(data.validation)


def test_numbers_are_scored_in_the_columns_own_unit(prepared: Prepared) -> None:
    """A prediction that is one standard deviation of the training rows too high everywhere."""
    data = training_data(graph(()), prepared)
    truth = data.train.targets["out"]
    real = in_units(prepared.preparation, truth)
    assert 1_000 < real.min() < real.max() < 4_000
    scores = data.judge.scores({"out": truth + 1}, {"out": truth})
    assert scores["mean_absolute_error"] == pytest.approx(real.std(), rel=1e-4)
    assert next(iter(scores)) == "mean_absolute_error"


def test_several_outputs_are_scored_apart(prepared: Prepared) -> None:
    data = training_data(graph(()), prepared)
    truth = data.train.targets["out"]
    scores = Judge(prepared.preparation, ("a", "b")).scores(
        {"a": truth, "b": -truth}, {"a": truth, "b": truth}
    )
    assert scores["a/r2"] == 1
    assert scores["b/r2"] < 0
    assert len(scores) == 2 * len(metrics_for("regression"))


def test_the_metrics_of_a_task_come_in_their_order() -> None:
    assert list(metrics_for("multiclass", watched=True)) == ["accuracy", "macro_f1"]
    assert list(metrics_for("multiclass"))[:2] == ["accuracy", "macro_f1"]
    assert "top_k" in metrics_for("multiclass", 6)
    assert "top_k" not in metrics_for("multiclass", 3)
    assert metrics_for("multilabel")["f1"].multilabel
    assert next(iter(metrics_for("regression"))) == "mean_absolute_error"
    assert "r2" in metrics_for("regression")


def test_rows_are_brought_into_the_inputs_shape(prepared: Prepared) -> None:
    drawn = graph(()).with_layer("in0", LAYERS["input"](dimensions=(5, 1)))
    found = shaped(feeds(drawn, prepared, np.arange(4)), analyse(drawn), np.float64)
    assert found.inputs["in0"].shape == (4, 5, 1)
    assert found.inputs["in0"].dtype == np.float64


def test_a_task_set_by_hand_prepares_the_target_for_it() -> None:
    """Whole numbers with many values are a number, unless the Output says that they are counts."""
    table = Table.from_columns(
        {"x": [number % 7 for number in range(60)], "visits": [number % 45 for number in range(60)]}
    )
    recipe = propose(table).with_role("visits", "target")
    design = Design(graph(()), recipe=recipe)
    assert prepare_for(design, table).task == "regression"
    counted = design.replace(graph=design.graph.with_layer("out", LAYERS["output"](task="count")))
    assert prepare_for(counted, table).task == "count"


def test_rows_are_checked_by_the_layers_that_they_reach_unchanged() -> None:
    """Also through a Flatten; not where a layer has computed with them."""
    layers = {
        "in": LAYERS["input"](dimensions=(2, 1)),
        "flat": LAYERS["flatten"](),
        "words": LAYERS["embedding"](input_dim=3, output_dim=2),
        "dense": LAYERS["dense"](units=3),
        "more": LAYERS["embedding"](input_dim=1, output_dim=2),
        "wide": LAYERS["flatten"](),
        "last": LAYERS["dense"](units=1),
        "out": LAYERS["output"](task="regression", size=1),
    }
    nodes = [Node(name, layer, name.title()) for name, layer in layers.items()]
    network = analyse(Graph.of(nodes, [Edge(one, other) for one, other in itertools.pairwise(layers)]))
    assert network.sound
    rows = np.array([[0.0, 2.0], [1.0, 3.0]])
    check_rows(network, Feeds({"in": rows[:1]}, {}, np.arange(1)))
    with pytest.raises(RowsError, match=r"Words: It knows 3 things, .* hold 3"):
        check_rows(network, Feeds({"in": rows}, {}, np.arange(2)))
