"""Poolings that are worked off with the convolution before them in training: which, and that the bits are the same."""

from itertools import pairwise

import numpy as np
import pytest

from engine import lifetimes
from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.convolution.patches import Patches
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.lifetimes import Lifetimes
from engine.network import Network
from engine.parallel import set_threads, working
from engine.plan import Plan

SHAPES = {
    "conv2d": (11, 12, 3),
    "conv1d": (12, 3),
    "depthwise_conv2d": (11, 12, 3),
    "separable_conv2d": (9, 9, 3),
}


def made(*wires, **layers):
    """A graph of named layers between an Input and an Output, wired one after the other, and by `wires` besides."""
    nodes = [Node(name, layer) for name, layer in layers.items()]
    return Graph.of(nodes, [Edge(*pair) for pair in (*pairwise(layers), *wires)])


def pooled(kind="conv2d", pool="max_pooling2d", activation="relu", **pooling):
    """A convolution, its pooling, Flatten, Dense."""
    extra = {} if kind == "depthwise_conv2d" else {"filters": 4}
    return made(
        **{
            "in": LAYERS["input"](dimensions=SHAPES[kind]),
            "conv": LAYERS[kind](activation=ACTIVATIONS[activation](), **extra),
            "pool": LAYERS[pool](**pooling),
            "flat": LAYERS["flatten"](),
            "last": LAYERS["dense"](units=2),
            "out": LAYERS["output"](task="regression", size=2),
        }
    )


def followers(graph, training=True):
    return Lifetimes(analyse(graph), training).followers


def stepped(graph, batch):
    """The bits of the loss and of the gradient, with memory that holds no number at first."""
    network = Network.build(analyse(graph), 1)
    plan, rng = Plan(network, batch, True, np.random.default_rng(0)), np.random.default_rng(3)
    for value in plan._values.values():
        value.fill(np.nan)
    plan.inputs["in"][...] = rng.normal(size=plan.inputs["in"].shape).round(1)
    plan.targets["out"][...] = rng.normal(size=plan.targets["out"].shape)
    with working():
        loss = plan.step()
    assert np.isfinite(network.gradient).all()
    return loss, network.gradient.tobytes()


def test_a_pooling_follows_the_convolution_that_it_alone_reads():
    assert followers(pooled()) == {"conv": "pool"}
    assert followers(pooled("conv1d", "average_pooling1d")) == {"conv": "pool"}
    assert not followers(pooled(), training=False)


def test_what_others_read_too_or_has_a_penalty_is_not_followed():
    graph = pooled()
    conv = graph["conv"].layer
    assert not followers(graph.with_layer("conv", conv.replace(activity_l2=0.1)))
    other = made(
        ("conv", "add"),
        **{
            "in": LAYERS["input"](dimensions=(6, 6, 2)),
            "conv": conv.replace(padding="same"),
            "pool": LAYERS["max_pooling2d"](strides=(1,), padding="same"),
            "add": LAYERS["add"](),
            "flat": LAYERS["flatten"](),
            "out": LAYERS["output"](task="regression", size=144),
        },
    )
    assert not followers(other)


def test_the_sums_of_a_transposed_convolution_are_not_followed():
    layer = LAYERS["conv2d_transpose"](filters=4)
    assert not followers(pooled().with_layer("conv", layer))


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    ("kind", "pool", "activation", "settings"),
    [
        ("conv2d", "max_pooling2d", "relu", {}),
        ("conv2d", "max_pooling2d", "relu6", {"pool_size": (3,), "strides": (2,), "padding": "same"}),
        ("conv2d", "max_pooling2d", "gelu", {}),
        ("conv2d", "average_pooling2d", "relu", {}),
        ("conv1d", "max_pooling1d", "relu", {}),
        ("conv1d", "average_pooling1d", "tanh", {"pool_size": (3,), "strides": (1,)}),
        ("depthwise_conv2d", "max_pooling2d", "relu", {}),
        ("separable_conv2d", "max_pooling2d", "relu", {}),
    ],
)
def test_the_bits_are_those_of_one_after_the_other(kind, pool, activation, settings, threads, monkeypatch):
    graph = pooled(kind, pool, activation, **settings)
    set_threads(threads)
    together = stepped(graph, 9)
    monkeypatch.setattr(lifetimes, "followers", lambda *_: {})
    assert together == stepped(graph, 9)
    set_threads(None)


def test_a_picture_in_several_blocks_is_pooled_when_it_is_complete(monkeypatch):
    monkeypatch.setattr(Patches, "block_bytes", 2000)
    together = stepped(pooled(), 3)
    monkeypatch.setattr(lifetimes, "followers", lambda *_: {})
    assert together == stepped(pooled(), 3)


def test_a_postponed_activation_leaves_the_convolutions_sums_to_nobody():
    when = Lifetimes(analyse(pooled()), True)
    assert when.values["conv"].last == when.forward["conv"]
    assert when.values["pool"].last == when.backward["conv"]
    when = Lifetimes(analyse(pooled(activation="tanh")), True)
    assert when.values["conv"].last == when.backward["conv"]
