"""The step of a small plain chain: which networks have one, and that it is the general step's in every respect."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, analyse
from engine.chain import ALONE, LARGEST, WIDEST, Chain, brief, links_of, suits
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer
from engine.losses import LOSSES
from engine.network import Network
from engine.plan import Plan

ROWS = 6


def dense(units: int, activation: str = "linear", **settings: Any) -> Layer:
    return LAYERS["dense"](units=units, activation=ACTIVATIONS[activation](), **settings)


def output(task: str, size: int, **settings: Any) -> Layer:
    return LAYERS["output"](task=task, size=size, **settings)


def in_a_row(*layers: Layer, inputs: int | tuple[int, ...] = 4) -> Analysis:
    dimensions = inputs if isinstance(inputs, tuple) else (inputs,)
    nodes = [
        Node(f"n{place}", layer)
        for place, layer in enumerate((LAYERS["input"](dimensions=dimensions), *layers))
    ]
    analysis = analyse(Graph.of(nodes, [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)]))
    assert analysis.sound, analysis.problems
    return analysis


CHAINS = {
    "no hidden layer": in_a_row(dense(3), output("multiclass", 3)),
    "classes": in_a_row(dense(5, "relu"), dense(4, "relu"), dense(3), output("multiclass", 3)),
    "yes or no": in_a_row(dense(5, "tanh"), dense(1), output("binary", 1)),
    "numbers": in_a_row(dense(5, "gelu"), dense(4, "selu"), dense(2), output("regression", 2)),
    "an activation before the output": in_a_row(dense(5, "elu"), dense(2, "tanh"), output("regression", 2)),
    "softmax before the output": in_a_row(dense(4, "mish"), dense(3, "softmax"), output("regression", 3)),
    "a count, by half": in_a_row(dense(6, "sigmoid"), dense(1), output("count", 1, weight=0.5)),
    "added up": in_a_row(
        dense(6, "tanh"), dense(2), output("regression", 2, loss=LOSSES["huber"](reduction="sum"))
    ),
    "one input": in_a_row(dense(2, "relu"), dense(1), output("regression", 1), inputs=1),
}


@pytest.fixture(params=CHAINS)
def chained(request: pytest.FixtureRequest) -> Analysis:
    return CHAINS[request.param]


@pytest.mark.parametrize(
    "analysis",
    [
        in_a_row(dense(5, bias=False), dense(2), output("regression", 2)),
        in_a_row(dense(5, l2=0.1), dense(2), output("regression", 2)),
        in_a_row(dense(5, bias_l1=0.1), dense(2), output("regression", 2)),
        in_a_row(dense(5, activity_l2=0.1), dense(2), output("regression", 2)),
        in_a_row(dense(5, trainable=False), dense(2), output("regression", 2)),
        in_a_row(dense(4), dense(4, weights_of="n1"), dense(2), output("regression", 2)),
        in_a_row(dense(5, "softmax"), dense(2), output("regression", 2)),
        in_a_row(dense(5), LAYERS["dropout"](), dense(2), output("regression", 2)),
        in_a_row(LAYERS["flatten"](), dense(2), output("regression", 2), inputs=(2, 3)),
        in_a_row(output("regression", 2), inputs=2),
    ],
    ids=[
        "bias",
        "penalty",
        "penalty of biases",
        "penalty of outputs",
        "frozen",
        "shared",
        "softmax",
        "dropout",
        "flatten",
        "no layer",
    ],
)
def test_other_networks_have_none(analysis: Analysis) -> None:
    assert links_of(analysis) is None
    assert type(Network.build(analysis, 1).plan(ROWS, training=True)) is Plan


def test_a_branch_is_no_chain() -> None:
    nodes = [
        Node("in", LAYERS["input"](dimensions=(4,))),
        Node("a", dense(3)),
        Node("b", dense(3)),
        Node("sum", LAYERS["add"]()),
        Node("out", output("regression", 3)),
    ]
    edges = [Edge("in", "a"), Edge("a", "b"), Edge("a", "sum"), Edge("b", "sum"), Edge("sum", "out")]
    assert links_of(analyse(Graph.of(nodes, edges))) is None


def test_large_ones_are_left_to_the_general_step() -> None:
    links = links_of(in_a_row(dense(WIDEST), dense(2), output("regression", 2)))
    assert links is not None
    assert suits(links, LARGEST // WIDEST)
    assert not suits(links, LARGEST // WIDEST + 1)
    wider = links_of(in_a_row(dense(WIDEST + 1), dense(2), output("regression", 2)))
    assert wider is not None
    assert not suits(wider, 1)


def test_few_rows_are_predicted_without_a_word_to_blas(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = in_a_row(dense(16, "relu"), dense(3), output("multiclass", 3))
    links, network = links_of(analysis), Network.build(analysis, 1)
    assert links is not None
    most = ALONE // (4 * 16)
    assert brief(links, most)
    assert not brief(links, most + 1)
    told: list[list[int]] = []
    monkeypatch.setattr("engine.parallel._set_blas", told.append)
    for rows, words in ((most, 0), (most + 1, 2)):
        network.predict({"n0": np.ones((rows, 4), np.float32)})
        assert len(told) == words


def filled(plan: Any, analysis: Analysis) -> Any:
    """The plan with random rows; those of a chain of several batches begin with the same."""
    rng = np.random.default_rng(3)
    task = next(fact.layer.task for fact in analysis.facts.values() if not fact.layer.outputs)
    for number in range(plan.batches):
        rows = slice(number * plan.batch, (number + 1) * plan.batch)
        for buffer in plan.inputs.values():
            buffer[rows] = rng.normal(size=buffer[rows].shape)
        for buffer in plan.targets.values():
            buffer[rows] = truth(task, buffer[rows].shape, rng)
        for buffer in plan.row_weights.values():
            buffer[rows] = rng.uniform(0.2, 2, plan.batch)
    return plan


def truth(task: str, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
    match task:
        case "multiclass":
            return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
        case "regression":
            return rng.normal(size=shape)
        case _:
            return rng.integers(0, 2, shape)


def made(
    analysis: Analysis, dtype: Any, weighted: bool = False, batches: int = 1
) -> tuple[Network, Chain, Plan]:
    """A network with its chain, and the general step of the same network."""
    network = Network.build(analysis, 1, dtype)
    network.parameters += np.random.default_rng(2).normal(0, 0.1, network.parameters.size)
    chain = network.plan(ROWS, training=True, weighted=weighted, batches=batches)
    assert isinstance(chain, Chain)
    plan = Plan(network, ROWS, True, np.random.default_rng(0), weighted)
    return network, filled(chain, analysis), filled(plan, analysis)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("dtype", "close"), [(np.float32, 1e-6), (np.float64, 1e-12)])
def test_it_agrees_with_the_general_step(chained: Analysis, dtype: Any, close: float, weighted: bool) -> None:
    network, chain, plan = made(chained, dtype, weighted)
    found = []
    for step in (chain, plan):
        loss = step.step()
        found.append((loss, *step.outputs.values(), network.gradient.copy()))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=10 * close, atol=close)


@pytest.mark.parametrize("kind", [kind for kind in ACTIVATIONS if ACTIVATIONS[kind]().elementwise])
def test_hidden_layers_alike_have_their_slopes_told_together(kind: str) -> None:
    alike = in_a_row(dense(5, kind), dense(4, kind), dense(3, kind), dense(1), output("regression", 1))
    network, chain, plan = made(alike, np.float64)
    network.parameters *= 0.2
    found = []
    for step in (chain, plan):
        found.append((step.step(), network.gradient.copy()))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-12)


def test_its_gradient_is_the_numeric_one(chained: Analysis, numeric: Callable[..., NDArray[Any]]) -> None:
    network, chain, _ = made(chained, np.float64, weighted=True)

    def loss() -> float:
        chain.forward()
        return chain.loss()

    # Where losses are added up, their mean is told, and their sum's slope is written.
    slopes = numeric(loss, network.parameters) * (ROWS if chained is CHAINS["added up"] else 1)
    loss()
    chain.backward()
    np.testing.assert_allclose(network.gradient, slopes, rtol=1e-6, atol=1e-8)


def test_every_batch_has_its_own_rows(chained: Analysis) -> None:
    network, several, _ = made(chained, np.float32, weighted=True, batches=3)
    one = network.plan(ROWS, training=True, weighted=True)
    for number in (2, 0, 1):
        rows = slice(number * ROWS, (number + 1) * ROWS)
        for buffers, given in (
            (one.inputs, several.inputs),
            (one.targets, several.targets),
            (one.row_weights, several.row_weights),
        ):
            for node_id, buffer in buffers.items():
                buffer[...] = given[node_id][rows]
        found = []
        for plan, place in ((one, 0), (several, number)):
            found.append((plan.step(place), network.gradient.tobytes()))
        assert found[0] == found[1]
        for node_id, prediction in one.outputs.items():
            np.testing.assert_array_equal(prediction, several.outputs[node_id][rows])


def test_a_step_in_one_go_is_its_three_parts(chained: Analysis) -> None:
    network, chain, _ = made(chained, np.float32, batches=2)
    loss, gradient = chain.step(1), network.gradient.copy()
    network.gradient.fill(0)
    chain.forward(1)
    assert chain.loss(1) == loss
    chain.backward(1)
    np.testing.assert_array_equal(network.gradient, gradient)


def test_it_predicts_what_the_general_step_predicts(chained: Analysis) -> None:
    network, _, plan = made(chained, np.float32)
    plan.forward()
    for node_id, prediction in network.predict(plan.inputs).items():
        np.testing.assert_allclose(prediction, plan.outputs[node_id], rtol=1e-5, atol=1e-6)


def test_nothing_is_allocated(chained: Analysis, assert_lean: Callable[..., None], many_rows: int) -> None:
    network = Network.build(chained, 1)
    links = links_of(chained)
    assert links is not None
    chain = Chain(network, links, many_rows, training=True)
    assert_lean([chain.forward, chain.loss, chain.backward])
