"""Weights shared between layers, and frozen ones: what is told, what is counted, what moves."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Problem, Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, Target
from engine.network import Network
from engine.plan import Plan

TANH = ACTIVATIONS["tanh"]()


def dense(units: int = 3, **settings: object) -> Layer:
    return LAYERS["dense"](units=units, **settings)


def chain(**layers: Layer) -> Analysis:
    """Three numbers, these layers one after the other, and two numbers out."""
    every = {
        "in": LAYERS["input"](dimensions=(3,)),
        **layers,
        "last": dense(2),
        "out": LAYERS["output"](),
    }
    graph = Graph.of(
        [Node(name, layer) for name, layer in every.items()], [Edge(a, b) for a, b in pairwise(every)]
    )
    return analyse(graph, Signature(outputs={"out": Target("regression", 2)}))


def twins(**settings: object) -> Analysis:
    """The sharer stands before the layer that owns the weights."""
    return chain(second=dense(activation=TANH, weights_of="first"), first=dense(activation=TANH, **settings))


def filled(network: Network) -> Plan:
    rng = np.random.default_rng(2)
    plan = network.plan(5, training=True)
    plan.inputs["in"][...] = rng.normal(size=(5, 3))
    plan.targets["out"][...] = rng.normal(size=(5, 2))
    return plan


def loss_of(plan: Plan) -> float:
    plan.forward()
    return plan.loss()


def only(analysis: Analysis) -> Problem:
    (problem,) = analysis.problems
    return problem


# --- what is told --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "words", "settings"),
    [
        ({"a": dense(weights_of="gone")}, "'gone', which is not there", {"weights_of": ""}),
        ({"a": dense(weights_of="a")}, "its own weights", {"weights_of": ""}),
        (
            {"a": dense(), "norm": LAYERS["batch_normalization"](weights_of="a")},
            "that is a Dense and this is a Batch normalization",
            {"weights_of": ""},
        ),
        (
            {"a": dense(4), "b": dense(4, weights_of="a")},
            r"kernel \(3, 4\).*kernel \(4, 4\)",
            {"weights_of": ""},
        ),
        ({"a": dense(), "b": dense(bias=False, weights_of="a")}, "bias", {"weights_of": ""}),
        (
            {"a": dense(), "b": dense(weights_of="a"), "c": dense(weights_of="b")},
            "uses those of a itself",
            {"weights_of": "a"},
        ),
    ],
)
def test_why_weights_cannot_be_shared(layers: dict[str, Layer], words: str, settings: dict[str, Any]) -> None:
    problem = only(chain(**layers))
    assert problem.fix is not None
    assert dict(problem.fix.settings) == settings
    assert re.search(words, problem.sentence)


def test_a_circle_of_sharers_is_told_at_each_of_them() -> None:
    found = chain(a=dense(weights_of="b"), b=dense(weights_of="a"), c=dense(weights_of="a"))
    assert [problem.node for problem in found.problems] == ["a", "b", "c"]
    assert all("none of its own" in problem.sentence for problem in found.problems)


# --- what is counted -----------------------------------------------------------------------------------------


def test_shared_weights_are_counted_and_held_once() -> None:
    found = twins()
    assert found.sound
    assert found.parameters == 12 + 8
    assert found.facts["second"].shares == "first"
    network = Network.build(found, seed=1)
    assert network.parameters.shape == (20,)
    for views in (network.weights, network.gradients):
        assert views["second"]["kernel"] is views["first"]["kernel"]


def test_the_owner_begins_as_it_would_alone() -> None:
    alone = Network.build(chain(second=dense(activation=TANH), first=dense(activation=TANH)), seed=1)
    shared = Network.build(twins(), seed=1)
    np.testing.assert_array_equal(shared.weights["second"]["kernel"], alone.weights["first"]["kernel"])


# --- what moves ----------------------------------------------------------------------------------------------


def test_the_gradient_of_shared_weights_is_the_numeric_one(numeric: Any) -> None:
    network = Network.build(twins(l2=0.03), seed=1, dtype=np.float64)
    plan = filled(network)
    expected = numeric(lambda: loss_of(plan), network.parameters)
    for _ in range(2):
        loss_of(plan)
        plan.backward()
        np.testing.assert_allclose(network.gradient, expected, rtol=1e-6, atol=1e-8)


def test_the_gradient_is_the_sum_of_both_uses() -> None:
    """y = (x w) w with x = 3, w = 2: dy/dw = 2 x w = 12."""
    one = {"bias": False, "kernel_initializer": LAYERS["dense"]().bias_initializer}
    graph = Graph.of(
        [
            Node("in", LAYERS["input"](dimensions=(1,))),
            Node("a", dense(1, **one)),
            Node("b", dense(1, weights_of="a", **one)),
            Node("out", LAYERS["output"](task="regression")),
        ],
        [Edge("in", "a"), Edge("a", "b"), Edge("b", "out")],
    )
    network = Network(analyse(graph))
    network.weights["a"]["kernel"][...] = 2
    plan = network.plan(1, training=True)
    plan.inputs["in"][...] = 3
    plan.targets["out"][...] = 11.5
    assert loss_of(plan) == 0.25
    plan.backward()
    assert network.gradient.tolist() == [2 * 0.5 * 12]


def test_a_sharer_learns_where_the_owner_does() -> None:
    network = Network.build(twins(trainable=False), seed=1)
    assert network.state.shape == (12,)
    assert not network.gradients["second"]
    plan = filled(network)
    loss_of(plan)
    plan.backward()
    assert np.abs(network.gradients["last"]["kernel"]).min() > 0


# --- frozen --------------------------------------------------------------------------------------------------


def test_nothing_flows_back_into_what_is_frozen() -> None:
    network = Network.build(chain(a=dense(trainable=False), b=dense(), c=dense(trainable=False)), seed=1)
    plan = filled(network)
    assert plan.lifetimes.flowing == {"b", "c", "last", "out"}


def test_a_frozen_batch_normalization_keeps_its_statistics_and_uses_them() -> None:
    network = Network.build(chain(norm=LAYERS["batch_normalization"](trainable=False)), seed=1)
    network.weights["norm"]["moving_mean"][...] = [1, 2, 3]
    kept = network.state.copy()
    plan = filled(network)
    plan.forward()
    np.testing.assert_array_equal(network.state, kept)
    expected = (plan.inputs["in"] - [1, 2, 3]) / np.sqrt(1 + 1e-3)
    np.testing.assert_allclose(plan._values["norm"], expected, rtol=1e-5, atol=1e-6)
