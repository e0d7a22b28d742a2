"""Weights taken from another network: what fits is taken, what does not is told, layer by layer."""

import numpy as np

from engine.analysis import analyse
from engine.graph import Edge, Graph, Node
from engine.layers.add import Add
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.network import Network
from engine.transfer import compare, take_weights


def network(
    seed: int, *, hidden: int = 4, classes: int = 3, names: tuple[str, str] = ("body", "head")
) -> Network:
    """2 -> Dense -> batch normalization -> Dense -> classes."""
    graph = Graph.of(
        [
            Node("in", Input(dimensions=(2,))),
            Node("a", Dense(units=hidden), names[0]),
            Node("b", BatchNormalization()),
            Node("c", Dense(units=classes), names[1]),
            Node("out", Output(task="multiclass", size=classes)),
        ],
        [Edge("in", "a"), Edge("a", "b"), Edge("b", "c"), Edge("c", "out")],
    )
    made = Network.build(analyse(graph), seed)
    made.state[:] = seed
    return made


def test_the_same_layers_are_taken_whole_with_their_statistics():
    ours, theirs = network(1), network(2)
    report = take_weights(ours, theirs)
    assert ours.parameters.tobytes() == theirs.parameters.tobytes()
    assert (ours.state == 2).all()
    assert report.missed == ()
    assert report.summary("old.loom") == ("3 of 3 layers took their weights from old.loom, 43 of 43 numbers.")


def test_another_number_of_classes_keeps_its_own_head():
    ours, theirs = network(1, classes=5), network(2)
    head = ours.weights["c"]["kernel"].copy()
    report = take_weights(ours, theirs)
    assert (ours.weights["a"]["kernel"] == theirs.weights["a"]["kernel"]).all()
    assert (ours.weights["c"]["kernel"] == head).all()
    assert [layer.sentence for layer in report.missed] == [
        "head: kernel has the shape (4, 3) there, but (4, 5) here; bias has the shape (3) there, but (5) here."
    ]
    assert report.summary("old.loom").endswith("28 of 53 numbers. The others begin anew.")


def test_layers_are_found_by_name_wherever_they_stand():
    ours, theirs = network(1, names=("head", "tail")), network(2, names=("body", "other"))
    report = take_weights(ours, theirs)
    assert [layer.title for layer in report.fitted] == ["b"]
    assert report.missed[0].sentence == "head: there is no layer of this name."


def test_frozen_layers_take_weights_too():
    """What is frozen lies elsewhere in memory, but has the same names."""
    theirs = network(2)
    graph = theirs.graph.with_layer("a", Dense(units=4, trainable=False))
    ours = Network.build(analyse(graph), 1)
    assert not take_weights(ours, theirs).missed
    assert np.array_equal(ours.weights["a"]["kernel"], theirs.weights["a"]["kernel"])


def test_a_comparison_says_beforehand_what_will_be_taken():
    ours, theirs = network(1, classes=5, names=("body", "tail")), network(2)
    before = ours.parameters.copy()
    told = compare(ours.analysis, theirs.analysis)
    assert (ours.parameters == before).all()
    assert told == take_weights(ours, theirs)
    assert [layer.title for layer in told.missed] == ["tail"]


def test_weights_that_a_layer_shares_there_are_taken_from_their_owner():
    nodes = [
        Node("in", Input(dimensions=(2,))),
        Node("owner", Dense(units=4)),
        Node("sharer", Dense(units=4, weights_of="owner"), "body"),
        Node("sum", Add()),
        Node("out", Output(task="regression", size=4)),
    ]
    edges = [("in", "owner"), ("in", "sharer"), ("owner", "sum"), ("sharer", "sum"), ("sum", "out")]
    theirs = Network.build(analyse(Graph.of(nodes, [Edge(*ends) for ends in edges])), 2)
    ours = network(1)
    assert [layer.title for layer in take_weights(ours, theirs).fitted] == ["body"]
    assert np.array_equal(ours.weights["a"]["kernel"], theirs.weights["owner"]["kernel"])
