"""A network's arrays: what lies where, what is drawn, and predictions in blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Target
from engine.network import PREDICT_ROWS, Network


def analysis() -> Analysis:
    """Four numbers, a Dense of three, normalising, and three classes."""
    layers = {
        "in": LAYERS["input"](dimensions=(4,)),
        "d": LAYERS["dense"](units=3, activation=ACTIVATIONS["tanh"]()),
        "norm": LAYERS["batch_normalization"](),
        "out": LAYERS["output"](),
    }
    nodes = [Node(name, layer) for name, layer in layers.items()]
    graph = Graph.of(nodes, [Edge(source, target) for source, target in pairwise(layers)])
    return analyse(graph, Signature(outputs={"out": Target("multiclass", 3)}))


def test_what_is_learned_lies_in_one_vector_and_what_is_kept_in_another() -> None:
    network = Network(analysis())
    assert network.parameters.shape == network.gradient.shape == (4 * 3 + 3 + 3 + 3,)
    assert network.state.shape == (3 + 3,)
    network.parameters[...] = np.arange(21)
    network.state[...] = np.arange(6)
    assert network.weights["d"]["kernel"].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
    assert network.weights["norm"]["beta"].tolist() == [18, 19, 20]
    assert network.weights["norm"]["moving_variance"].tolist() == [3, 4, 5]
    assert set(network.gradients["norm"]) == {"gamma", "beta"}


def test_writing_into_a_view_writes_into_the_vector() -> None:
    network = Network(analysis())
    network.weights["d"]["bias"][...] = 7
    assert network.parameters[12:15].tolist() == [7, 7, 7]
    network.gradients["d"]["bias"][...] = 8
    assert network.gradient[12:15].tolist() == [8, 8, 8]


def test_each_weight_begins_as_its_initialiser_says() -> None:
    network = Network.build(analysis(), seed=1)
    assert np.abs(network.weights["d"]["kernel"]).min() > 0
    assert not network.weights["d"]["bias"].any()
    assert network.weights["norm"]["gamma"].tolist() == [1, 1, 1]
    assert network.state.tolist() == [0, 0, 0, 1, 1, 1]


def test_without_a_seed_all_is_zero() -> None:
    assert not Network.build(analysis(), seed=None).parameters.any()


@pytest.mark.parametrize("rows", [0, 1, PREDICT_ROWS, PREDICT_ROWS + 1])
def test_any_number_of_rows_is_predicted(rows: int) -> None:
    network = Network.build(analysis(), seed=1)
    found = network.predict({"in": np.random.default_rng(0).normal(size=(rows, 4)).astype(np.float32)})["out"]
    assert found.shape == (rows, 3)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-6)


def test_a_prediction_is_of_the_weights_of_the_moment() -> None:
    network = Network.build(analysis(), seed=1)
    row = {"in": np.ones((1, 4), np.float32)}
    before = network.predict(row)["out"].copy()
    network.weights["norm"]["beta"][...] = [5, 0, 0]
    after = network.predict(row)["out"]
    assert after[0, 0] > before[0, 0]
    assert not np.shares_memory(before, after)


def test_a_plan_is_made_once_for_each_number_of_rows() -> None:
    network = Network(analysis())
    plan = network.plan(4, training=True)
    assert network.plan(4, training=True) is plan
    assert network.plan(4, training=False) is not plan
    assert network.plan(5, training=True) is not plan
    network.forget_plans()
    assert network.plan(4, training=True) is not plan


def test_drawing_weights_can_be_given_up_between_them() -> None:
    class EnoughError(Exception):
        pass

    asked: list[int] = []

    def between() -> None:
        asked.append(len(asked))
        if len(asked) == 3:
            raise EnoughError

    layers = [LAYERS["input"](dimensions=(4,)), *(LAYERS["dense"](units=4) for _ in range(3))]
    nodes = [Node(f"n{place}", layer) for place, layer in enumerate(layers)]
    nodes.append(Node("out", LAYERS["output"](task="regression", size=4)))
    graph = Graph.of(nodes, [Edge(a.id, b.id) for a, b in pairwise(nodes)])
    with pytest.raises(EnoughError):
        Network.build(analyse(graph), seed=0, between=between)
    assert asked == [0, 1, 2]
