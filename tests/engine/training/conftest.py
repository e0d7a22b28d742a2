"""A small network on the penguins, and the rows that it is trained on."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import propose
from engine.data.table import read
from engine.examples import examples
from engine.feeding import TrainingData, signature, training_data
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.network import Network


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """The penguins, made ready."""
    table = read(examples()[0].path)
    return prepare(table, propose(table), seed=7)


@pytest.fixture
def setup(prepared: Prepared) -> Callable[..., tuple[Network, TrainingData]]:
    """`setup("dropout", seed=7)`: a network on the penguins, and their rows."""

    def make(*middle: str, seed: int = 7) -> tuple[Network, TrainingData]:
        """A fresh network on the penguins, with these kinds between its two Dense layers."""
        nodes = [
            Node("in", LAYERS["input"]()),
            Node("d", LAYERS["dense"](units=8, activation=ACTIVATIONS["relu"]())),
        ]
        nodes += [Node(kind, LAYERS[kind]()) for kind in middle]
        nodes += [Node("last", LAYERS["dense"](units="auto")), Node("out", LAYERS["output"]())]
        edges = [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)]
        graph = Graph.of(nodes, edges)
        analysis = analyse(graph, signature(graph, prepared.preparation))
        return Network.build(analysis, seed), training_data(graph, prepared)

    return make
