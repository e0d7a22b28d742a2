"""Layers that are done to each part of what a convolution writes: which, and that the numbers are the same."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.lifetimes import Lifetimes
from engine.network import Network

SHAPES = {
    "conv2d": (12, 12, 3),
    "conv1d": (12, 3),
    "depthwise_conv2d": (12, 12, 3),
    "separable_conv2d": (9, 9, 3),
}


def made(layers, edges):
    """A graph of named layers between an Input and an Output, wired as `edges` says: "a b, b c"."""
    nodes = [Node(name, layer) for name, layer in layers.items()]
    return Graph.of(nodes, [Edge(*pair.split()) for pair in edges.split(", ")])


def ends(shape):
    return {
        "in": LAYERS["input"](dimensions=shape),
        "flat": LAYERS["flatten"](),
        "out": LAYERS["output"](task="regression", size=1),
        "last": LAYERS["dense"](units=1),
    }


def residual(kind="conv2d"):
    """A convolution, normalised, and another one, to which a shortcut is added before the activation."""

    def layer():
        extra = {} if kind == "depthwise_conv2d" else {"filters": 3}
        return LAYERS[kind](kernel_size=3, padding="same", bias=False, **extra)

    layers = {
        "first": layer(),
        "bn1": LAYERS["batch_normalization"](),
        "act1": LAYERS["activation"](),
        "second": layer(),
        "bn2": LAYERS["batch_normalization"](),
        "add": LAYERS["add"](),
        "act2": LAYERS["activation"](activation=ACTIVATIONS["gelu"]()),
    }
    wires = "in first, first bn1, bn1 act1, act1 second, second bn2, in add, bn2 add, add act2, act2 flat"
    return made({**ends(SHAPES[kind]), **layers}, f"{wires}, flat last, last out")


def filled(graph):
    """A network with weights and running statistics of all sorts."""
    network = Network.build(analyse(graph), 1)
    rng = np.random.default_rng(2)
    for weights in network.weights.values():
        for name, weight in weights.items():
            if name == "moving_variance":
                weight[...] = rng.uniform(0.5, 2, weight.shape)
            elif weight.ndim == 1:
                weight[...] = rng.normal(size=weight.shape)
    return network


def found(graph, training=False):
    return Lifetimes(analyse(graph), training).finishers


@pytest.mark.parametrize("kind", SHAPES)
def test_what_follows_a_convolution_is_its_finish(kind):
    graph = residual(kind)
    assert found(graph) == {"first": ("bn1", "act1"), "second": ("bn2", "add", "act2")}
    assert not found(graph, training=True)


@pytest.mark.parametrize("batch", [1, 3, 9])
@pytest.mark.parametrize("kind", SHAPES)
def test_the_numbers_are_the_same(kind, batch, monkeypatch):
    network = filled(residual(kind))
    rows = {"in": np.random.default_rng(3).normal(size=(batch, *SHAPES[kind])).astype(np.float32)}
    finished = network.predict(rows)["out"]
    network.forget_plans()
    monkeypatch.setattr(Lifetimes, "_find_finishers", lambda _: {})
    np.testing.assert_allclose(finished, network.predict(rows)["out"], rtol=2e-5, atol=1e-5)


def test_a_shortcut_past_one_convolution_is_not_written_over_while_it_is_read():
    layers = {
        "before": LAYERS["activation"](),
        "conv": LAYERS["conv2d"](filters=3, padding="same"),
        "add": LAYERS["add"](),
    }
    wires = "in before, before conv, before add, conv add, add flat, flat last, last out"
    assert not found(made({**ends((12, 12, 3)), **layers}, wires))


def test_what_has_another_shape_or_comes_later_is_no_finish():
    layers = {
        "conv": LAYERS["conv2d"](filters=3),
        "pool": LAYERS["max_pooling2d"](),
        "act": LAYERS["activation"](),
        "other": LAYERS["conv2d_transpose"](filters=3),
        "bn": LAYERS["batch_normalization"](),
    }
    wires = "in conv, conv pool, pool act, act other, other bn, bn flat, flat last, last out"
    assert not found(made({**ends((12, 12, 3)), **layers}, wires))


def test_running_statistics_are_read_at_every_prediction():
    network = filled(residual())
    rows = {"in": np.ones((1, 12, 12, 3), np.float32)}
    before = network.predict(rows)["out"]
    network.weights["bn1"]["moving_mean"][...] += 1
    assert not np.array_equal(before, network.predict(rows)["out"])
