"""Any acyclic wiring of every kind of layer, some frozen or sharing weights: a plan's gradient is the numeric one."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.declare import settings_of
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Layer, Shape, ShapeError, Target, WeightedLayer
from engine.layers.output import Output
from engine.losses import LOSSES
from engine.network import Network
from engine.plan import Plan

ENDS = {"input", "output"}
SIZES = {
    "regression": (1, 3),
    "binary": (1, 2),
    "multiclass": (2, 4),
    "multilabel": (2, 4),
    "count": (1, 2),
}
STEP = 1e-6

Draw = Any


def middle(draw: Draw, kind: str, shape: Shape) -> Layer:
    """A layer of this kind that reads this shape."""
    if kind == "dense":
        return LAYERS[kind](
            units=draw(st.integers(1, 4)),
            activation=ACTIVATIONS[draw(st.sampled_from(list(ACTIVATIONS)))](),
            bias=draw(st.booleans()),
            l1=draw(st.sampled_from((0.0, 0.02))),
            l2=draw(st.sampled_from((0.0, 0.03))),
        )
    if kind == "activation":
        return LAYERS[kind](activation=ACTIVATIONS[draw(st.sampled_from(list(ACTIVATIONS)))]())
    if kind == "batch_normalization":
        return LAYERS[kind](center=draw(st.booleans()), scale=draw(st.booleans()))
    if kind == "dropout":
        return LAYERS[kind](rate=draw(st.sampled_from((0.0, 0.3))))
    if kind == "reshape":
        size = prod(shape)
        side = draw(st.sampled_from([n for n in range(1, size + 1) if size % n == 0]))
        return LAYERS[kind](target_shape=draw(st.sampled_from(((side, -1), (-1,), (1, -1, side)))))
    layer = draw(st.sampled_from([sample.layer for sample in LAYERS[kind].samples()]))
    if "activation" in {each.name for each in settings_of(type(layer))} and draw(st.booleans()):
        layer = layer.replace(activation=ACTIVATIONS[draw(st.sampled_from(list(ACTIVATIONS)))]())
    return layer


def reads(layer: Layer, *shapes: Shape) -> bool:
    """Whether a layer can read rows of these shapes."""
    try:
        layer.shape(*shapes)
    except ShapeError:
        return False
    return True


@st.composite
def networks(draw: Draw) -> Analysis:
    """One to three Inputs, up to seven layers that read anything before them, an Output at every loose end."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    shapes: dict[str, Shape] = {}

    def put(layer: Layer, *sources: str) -> str:
        node = Node(f"n{len(nodes)}", layer)
        nodes.append(node)
        ports = [port.name for port in layer.inputs]
        names = ports[:1] * len(sources) if layer.inputs and layer.inputs[0].many else ports
        edges.extend(
            Edge(source, node.id, target_port=port) for source, port in zip(sources, names, strict=False)
        )
        if layer.outputs:
            shapes[node.id] = layer.shape(*(shapes[source] for source in sources))
        return node.id

    for _ in range(draw(st.integers(1, 3))):
        put(LAYERS["input"](dimensions=draw(st.sampled_from(((3,), (4,), (2, 2), (1, 2, 2))))))
    for _ in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from([kind for kind in LAYERS if kind not in ENDS]))
        source = draw(st.sampled_from(list(shapes)))
        layer = middle(draw, kind, shapes[source])
        sources = [source]
        needed = sum(not port.optional for port in layer.inputs) - 1
        others = draw(
            st.integers(0, 2) if layer.inputs[0].many else st.integers(needed, len(layer.inputs) - 1)
        )
        sources += draw(st.lists(st.sampled_from(list(shapes)), min_size=others, max_size=others))
        unique = not layer.inputs[0].many or len(set(sources)) == len(sources)
        if not unique or not reads(layer, *(shapes[each] for each in sources)):
            continue
        if isinstance(layer, WeightedLayer):
            layer = layer.replace(trainable=draw(st.sampled_from((True, True, False))))
        put(layer, *sources)
        alike = [each for each in shapes if shapes[each] == shapes[source]]
        if isinstance(layer, WeightedLayer) and len(sources) == 1 and draw(st.booleans()):
            put(layer.replace(weights_of=nodes[-1].id), draw(st.sampled_from(alike)))
    targets = {}
    read = {edge.source for edge in edges}
    for loose in [node.id for node in nodes if node.id not in read]:
        task = draw(st.sampled_from(list(SIZES)))
        size = draw(st.integers(*SIZES[task]))
        last = put(LAYERS["dense"](units=size), put(LAYERS["flatten"](), loose))
        suited = [kind() for kind in LOSSES.values() if task in kind.tasks and not kind().refusal(size)]
        loss, weight = draw(st.sampled_from(("auto", *suited))), draw(st.sampled_from((1.0, 0.4)))
        end = put(LAYERS["output"](loss=loss, weight=weight), last)
        targets[end] = Target(task, size)
    return analyse(Graph.of(draw(st.permutations(nodes)), edges), Signature(outputs=targets))


def truth(task: str, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
    """Random answers that suit a task."""
    if task == "multiclass":
        return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
    if task in ("binary", "multilabel"):
        return rng.integers(0, 2, shape).astype(float)
    return rng.poisson(2.0, shape).astype(float) if task == "count" else rng.normal(size=shape)


class Bench:
    """A network with random weights and rows; every forward pass draws the same dropout."""

    def __init__(self, analysis: Analysis, rows: int) -> None:
        rng = np.random.default_rng(5)
        self.network = Network.build(analysis, seed=0, dtype=np.float64)
        self.network.parameters[...] = rng.normal(0, 0.6, self.network.parameters.shape)
        self.noise = np.random.default_rng(9)
        self._fresh = self.noise.bit_generator.state
        self.plan: Plan = self.network.plan(rows, training=True, rng=self.noise)
        for buffer in self.plan.inputs.values():
            buffer[...] = rng.normal(size=buffer.shape)
        for node_id, buffer in self.plan.targets.items():
            output, shape = analysis.facts[node_id].layer, self.plan.outputs[node_id].shape
            assert isinstance(output, Output)
            buffer[...] = output.told(truth(output.task, shape, rng))

    def rewind(self) -> None:
        """Let the next forward pass draw the same dropout again."""
        self.noise.bit_generator.state = self._fresh

    def loss(self) -> float:
        self.rewind()
        self.plan.forward()
        return self.plan.loss()

    def gradient(self) -> NDArray[Any]:
        self.loss()
        self.plan.backward()
        return self.network.gradient.copy()

    def slope(self, place: int) -> float:
        """The loss's slope along one parameter, by central differences."""
        at = self.network.parameters
        kept = at[place]
        at[place] = kept + STEP
        above = self.loss()
        at[place] = kept - STEP
        below = self.loss()
        at[place] = kept
        return (above - below) / (2 * STEP)


@settings(max_examples=120)
@given(networks(), st.integers(1, 4))
def test_gradient_of_any_wiring_is_the_numeric_one(analysis: Analysis, rows: int) -> None:
    assert analysis.sound, analysis.problems
    bench = Bench(analysis, rows)
    assume(np.isfinite(loss := bench.loss()) and loss < 1e3)
    analytic = bench.gradient()
    numeric = np.array([bench.slope(place) for place in range(len(analytic))])
    size = max(1.0, float(np.abs(numeric).max()))
    np.testing.assert_allclose(analytic, numeric, rtol=1e-5, atol=1e-7 * size)
    assert np.array_equal(bench.gradient(), analytic), "A step leaves something behind for the next one."


@settings(max_examples=40)
@given(networks())
def test_a_row_is_predicted_alike_alone_and_among_others(analysis: Analysis) -> None:
    """Afterwards no row depends on the others of its batch, whatever normalises or drops out in training."""
    network = Network.build(analysis, seed=3, dtype=np.float64)
    rng = np.random.default_rng(1)
    rows = {
        node.id: rng.normal(size=(5, *(analysis.shape(node.id) or ())))
        for node in analysis.graph.nodes
        if not node.layer.inputs
    }
    together = network.predict(rows)
    for row in range(5):
        alone = network.predict({node_id: each[row : row + 1] for node_id, each in rows.items()})
        for node_id, prediction in alone.items():
            np.testing.assert_allclose(prediction[0], together[node_id][row], rtol=1e-10, atol=1e-12)
