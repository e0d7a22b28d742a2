"""What is measured: networks with their data, described so that every system can build the same."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.analysis import analyse
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.optimizers.base import Optimizer

Doing = Literal["train", "predict", "begin"]


@dataclass(frozen=True)
class Architecture:
    """Layers of these sizes, the input's first and the target's last; `activation` between them.

    The answer is one of as many classes as the last size says; of two where it is 1. With `tables` the input is a whole
    number for each of them, and the first size is that of the vectors which are looked up for it, side by side. With
    `length` the input is a sequence of so many steps, which a `recurrent` layer reads: the second size is its units.
    With `filters` it is a grey picture `side` high and wide, and each of them stands for a convolution of 3 by 3 that
    stays inside its input, `activation`, and the maxima of 2 by 2; the first size is how many numbers they leave.
    """

    sizes: tuple[int, ...]
    activation: str = "relu"
    tables: tuple[int, ...] = ()
    length: int = 0
    recurrent: Literal["lstm", "gru"] = "lstm"
    filters: tuple[int, ...] = ()
    side: int = 0

    @property
    def row(self) -> tuple[int, ...]:
        """The shape of a row, where it does not consist of numbers of tables' rows."""
        if self.filters:
            return (self.side, self.side, 1)
        return (self.length, self.sizes[0]) if self.length else self.sizes[:1]

    @property
    def vector(self) -> int:
        """The length of a vector in a table."""
        return self.sizes[0] // len(self.tables)


@dataclass(frozen=True)
class Workload:
    """One line of the table: something done with `network`, again and again.

    "train": a training step. `steps` make an epoch, after which rows are shuffled.
    "predict": the predictions for `batch` rows, as one asks for them.
    "begin": from a graph to the end of its first training step, in a process that has taken none before.
    """

    data: ClassVar = "rows"

    name: str
    title: str
    network: Architecture
    batch: int
    steps: int
    optimizer: Literal["adam", "sgd"] = "adam"
    doing: Doing = "train"
    bars: Mapping[str, float] = field(default_factory=dict)
    """How many times faster than a peer the engine promises to be."""
    products: float = 0.0
    """The share of the machine's gemm peak that is promised for what is bound by matrix products."""
    within: float = 0.0
    """The most microseconds that the engine promises to take, on this kind of machine; 0 promises none."""

    @property
    def rows(self) -> int:
        """Rows of an epoch."""
        return self.batch * self.steps

    @property
    def rate(self) -> float:
        """The learning rate, the same for all systems."""
        return 0.001 if self.optimizer == "adam" else 0.03

    def rule(self) -> Optimizer:
        """The optimizer as the engine has it."""
        return OPTIMIZERS[self.optimizer](learning_rate=self.rate)

    def floating_point_operations(self) -> int:
        """Of matrix products: forward; in training also for weights' gradients, and for inputs' where needed."""
        facts, wires = analyse(graph(self)).facts, graph(self).edges_into
        total, flowing = 0, set()
        for node, fact in facts.items():
            below = any(edge.source in flowing for edge in wires[node])
            if below or fact.weights:
                flowing.add(node)
            passes = 1 if self.doing == "predict" else 3 if below else 2
            total += 2 * self.batch * fact.multiply_adds * passes
        return total

    def begun(self) -> Workload:
        """The first step of the same network, F for W: how long a person waits before anything moves."""
        return replace(
            self,
            name=f"F{self.name[1:]}",
            title=f"the first step of {self.title}",
            doing="begin",
            bars={},
            products=0.0,
            within=50_000.0,
        )


TRAINED = (
    Workload(
        "W1",
        "penguins 4-10-10-3 relu, batch 32",
        Architecture((4, 10, 10, 3)),
        batch=32,
        steps=100,
        bars={"pytorch": 30, "scikit-learn": 12, "jax": 2.5},
    ),
    Workload(
        "W2",
        "playground 2-8-8-1 tanh, SGD, batch 10",
        Architecture((2, 8, 8, 1), "tanh"),
        batch=10,
        steps=100,
        optimizer="sgd",
        bars={"pytorch": 25, "scikit-learn": 12},
    ),
    Workload(
        "W3",
        "784-256-128-10 relu, batch 128",
        Architecture((784, 256, 128, 10)),
        batch=128,
        steps=50,
        bars={"pytorch": 1.5, "scikit-learn": 2.5},
        products=0.55,
    ),
    Workload(
        "W4",
        "1024-1024-1024-10 relu, batch 256",
        Architecture((1024, 1024, 1024, 10)),
        batch=256,
        steps=10,
        bars={"pytorch": 1.1, "scikit-learn": 2.5},
        products=0.55,
    ),
    Workload(
        "W5",
        "pictures 28x28x1: conv 32, pool, conv 64, pool, 128-10 relu, batch 64",
        Architecture((5 * 5 * 64, 128, 10), filters=(32, 64), side=28),
        batch=64,
        steps=20,
        bars={"pytorch": 1.8},
        products=0.55,
    ),
    Workload(
        "W6",
        "LSTM(64)-1, 32 steps of 8 features, batch 64",
        Architecture((8, 64, 1), length=32),
        batch=64,
        steps=20,
        bars={"pytorch": 1.15},
    ),
    Workload(
        "W6G",
        "GRU(64)-1, 32 steps of 8 features, batch 64",
        Architecture((8, 64, 1), length=32, recurrent="gru"),
        batch=64,
        steps=20,
        bars={"pytorch": 2.5},
    ),
    Workload(
        "W7",
        "embeddings of 10,000 and 5,000 x 32, concatenated, 64-1 relu, batch 256",
        Architecture((64, 64, 1), tables=(10_000, 5_000)),
        batch=256,
        steps=100,
        bars={"pytorch": 2.5},
    ),
)
"""Training steps; a workload whose layers do not exist yet is not in the table."""
BEGUN = ("W1", "W2", "W3", "W5", "W6", "W6G", "W7")
"""Those with less than a million parameters, whose first step must come at once."""
WORKLOADS = (
    *TRAINED,
    Workload(
        "P1",
        "prediction of one row, penguins 4-10-10-3 relu",
        Architecture((4, 10, 10, 3)),
        batch=1,
        steps=100,
        doing="predict",
        within=20,
    ),
    *(workload.begun() for workload in TRAINED if workload.name in BEGUN),
)
"""All that is measured."""


def data(workload: Workload) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Rows of features and the number of each row's class, the same for every system.

    Classes are drawn by the softmax of linear scores: they can be learned, but no network becomes certain of them.
    """
    rng = np.random.default_rng(1)
    sizes, tables = workload.network.sizes, workload.network.tables
    if tables:
        x = rng.integers(0, tables, (workload.rows, len(tables)))
        truth = sum(rng.normal(size=rows)[column] for rows, column in zip(tables, x.T, strict=True))
        return x.astype(np.float32), (truth > 0).astype(np.int64)
    x = rng.normal(size=(workload.rows, *workload.network.row)).astype(np.float32)
    seen = x.mean(axis=1) if workload.network.length else x.reshape(workload.rows, -1)
    scores = seen @ rng.normal(0, seen.shape[1] ** -0.5, (seen.shape[1], max(2, sizes[-1])))
    return x, (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)


def graph(workload: Workload) -> Graph:
    """The network as the engine has it."""
    network, sizes = workload.network, workload.network.sizes
    activation, last = ACTIVATIONS[network.activation](), len(sizes) - 2
    layers: list[Layer] = [] if network.tables else [LAYERS["input"](dimensions=network.row)]
    for filters in network.filters:
        layers += [LAYERS["conv2d"](filters=filters, activation=activation), LAYERS["max_pooling2d"]()]
    if network.tables or network.filters:
        layers.append(LAYERS["flatten"]())
    for place, units in enumerate(sizes[1:]):
        if network.length and place == 0:
            layers.append(LAYERS[network.recurrent](units=units))
        elif place == last:
            layers.append(LAYERS["dense"](units=units))
        else:
            layers.append(LAYERS["dense"](units=units, activation=activation))
    task = "binary" if sizes[-1] == 1 else "multiclass"
    loss = LOSSES["binary_crossentropy" if sizes[-1] == 1 else "categorical_crossentropy"]()
    layers.append(LAYERS["output"](task=task, size=sizes[-1], loss=loss))
    nodes = [Node(f"n{place}", layer) for place, layer in enumerate(layers)]
    edges = [Edge(a.id, b.id) for a, b in itertools.pairwise(nodes)]
    if workload.network.tables:
        before, wires = looked_up(workload.network)
        nodes, edges = [*before, *nodes], [*wires, Edge("joint", nodes[0].id), *edges]
    return Graph.of(nodes, edges)


def looked_up(network: Architecture) -> tuple[list[Node], list[Edge]]:
    """An Input for each table, its Embedding, and their Concatenate."""
    nodes, edges = [Node("joint", LAYERS["concatenate"]())], []
    for place, rows in enumerate(network.tables):
        table = LAYERS["embedding"](input_dim=rows, output_dim=network.vector)
        nodes += [Node(f"in{place}", LAYERS["input"](dimensions=(1,))), Node(f"table{place}", table)]
        edges += [Edge(f"in{place}", f"table{place}"), Edge(f"table{place}", "joint")]
    return nodes, edges


def refuse(workload: Workload, *unknown: Literal["tables", "length", "filters"]) -> None:
    """For a peer without these layers here, and whose first steps are not measured. Raises NotImplementedError."""
    refuse_first_steps(workload)
    if any(getattr(workload.network, each) for each in unknown):
        raise NotImplementedError("it has no such layers in this benchmark")


def refuse_first_steps(workload: Workload) -> None:
    """For a peer whose first steps are not measured here. Raises NotImplementedError."""
    if workload.doing == "begin":
        raise NotImplementedError("its first steps are not measured")
