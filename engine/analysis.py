"""What can be known of a graph before it runs: shapes, parameters, bytes, multiply-adds, and every problem.

Problems are data, never exceptions: a graph that is half drawn still tells the shapes of its sound half.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property, lru_cache

from engine.constraints import CONSTRAINTS
from engine.constraints.base import Constraint
from engine.declare import AUTO, settings_of
from engine.graph import Edge, Graph, GraphError, Node
from engine.layers.base import Feed, Fix, Hints, Layer, Shape, ShapeError, Target, Weight, WeightedLayer
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.sharing import check_equal, owner, sharers


@dataclasses.dataclass(frozen=True)
class Signature:
    """What the data offers each Input and asks of each Output, by node id. Empty where no table is loaded.

    `missing` is the sentence that says why there is nothing though a table is loaded.
    """

    inputs: Mapping[str, Feed] = dataclasses.field(default_factory=dict)
    outputs: Mapping[str, Target] = dataclasses.field(default_factory=dict)
    missing: str = ""


@dataclasses.dataclass(frozen=True)
class Problem:
    """Why a network cannot be trained as it stands: a sentence, where, and a remedy where there is one.

    `node` is "" for a problem of the whole network. `follows` marks one that only repeats an earlier node's;
    `incompatible` one of shapes that no setting would mend, so that the wire itself is wrong.
    """

    node: str
    sentence: str
    fix: Fix | None = None
    follows: bool = False
    incompatible: bool = False


@dataclasses.dataclass(frozen=True)
class Fact:
    """What is known of one node: its layer with "auto" settled, its shapes, its weights and its cost per row.

    `shape` is None where a problem leaves it open, which that of an Input of a stated shape does not. `weights` are
    its own: a layer that uses another's has none, and names it in `shares`. `bytes` counts the weights in float32.
    """

    layer: Layer
    inputs: tuple[Shape, ...] = ()
    shape: Shape | None = None
    weights: tuple[Weight, ...] = ()
    multiply_adds: int = 0
    problem: Problem | None = None
    shares: str = ""

    @cached_property
    def parameters(self) -> int:
        """Numbers in all weights, trainable or not."""
        return sum(weight.size for weight in self.weights)

    @cached_property
    def trainable(self) -> int:
        """Numbers in the weights that training moves."""
        return sum(weight.size for weight in self.weights if weight.trainable)

    @property
    def bytes(self) -> int:
        """Bytes of all weights in float32."""
        return 4 * self.parameters


@dataclasses.dataclass(frozen=True)
class Analysis:
    """The facts of every node, and every problem: those of nodes in order, then the whole network's."""

    graph: Graph
    signature: Signature
    facts: Mapping[str, Fact]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether the network can be built and trained."""
        return not self.problems

    @cached_property
    def parameters(self) -> int:
        """Numbers in all weights, trainable or not."""
        return sum(fact.parameters for fact in self.facts.values())

    @cached_property
    def multiply_adds(self) -> int:
        """Multiply-adds for one row, forward."""
        return sum(fact.multiply_adds for fact in self.facts.values())

    @property
    def bytes(self) -> int:
        """Bytes of all weights in float32."""
        return 4 * self.parameters

    def shape(self, node_id: str) -> Shape | None:
        """A node's output shape, None where a problem leaves it open."""
        return self.facts[node_id].shape


def analyse(graph: Graph, signature: Signature | None = None) -> Analysis:
    """Everything that can be said of the graph with this data. Never raises for a graph that exists."""
    signature = signature or Signature()
    targets = _targets(graph, signature)
    facts: dict[str, Fact] = {}
    for node_id in graph.order:
        facts[node_id] = _fact(graph, node_id, facts, signature, targets)
    asked = sharers(graph)
    facts |= {node_id: _sharer(graph, facts, node_id, asked) for node_id in asked}
    problems = [fact.problem for fact in facts.values() if fact.problem is not None]
    # What the whole network lacks comes first: the layers' problems often follow from it.
    found = sorted((*problems, *_whole(graph)), key=lambda problem: problem.node != "")
    return Analysis(graph, signature, facts, tuple(found))


def shapes(graph: Graph, signature: Signature | None = None) -> dict[str, Shape | Problem]:
    """Each node's output shape, or the reason why it has none."""
    facts = analyse(graph, signature).facts
    return {
        node_id: fact.shape
        if fact.problem is None and fact.shape is not None
        else fact.problem or Problem(node_id, "")
        for node_id, fact in facts.items()
    }


def refusal(graph: Graph, edge: Edge, signature: Signature | None = None) -> Problem | None:
    """Why this edge cannot be drawn, with a remedy where there is one; None where it can."""
    try:
        wired = graph.connect(edge)
    except GraphError as error:
        return Problem(edge.target, str(error))
    problem = analyse(wired, signature).facts[edge.target].problem
    return problem if problem is not None and problem.incompatible else None


def asked_task(graph: Graph) -> str | None:
    """The task that an Output is set to by hand; None where all leave it to the data."""
    for node in graph.nodes:
        if isinstance(node.layer, Output) and node.layer.task != AUTO:
            return node.layer.task
    return None


def _targets(graph: Graph, signature: Signature) -> dict[str, Target]:
    """For every node that leads to an Output with a known target: the target of the nearest one."""
    found: dict[str, Target] = {}
    for node_id in reversed(graph.order):
        layer = graph[node_id].layer
        if isinstance(layer, Output):
            target = _asked(layer, signature.outputs.get(node_id))
            if target is not None:
                found[node_id] = target
            continue
        for edge in graph.edges_from[node_id]:
            if edge.target in found:
                found[node_id] = found[edge.target]
                break
    return found


def _asked(layer: Output, target: Target | None) -> Target | None:
    """What an Output asks of the layers before it: the data's target, unless set by hand."""
    if target is None:
        known = layer.task != AUTO and layer.size != AUTO
        return Target(layer.task, int(layer.size)) if known else None
    return target if isinstance(layer.size, str) else dataclasses.replace(target, size=layer.size)


def _fact(
    graph: Graph, node_id: str, facts: Mapping[str, Fact], signature: Signature, targets: Mapping[str, Target]
) -> Fact:
    node = graph[node_id]
    if node.layer.unusable:
        return Fact(node.layer, problem=Problem(node_id, f"{node.title}: {node.layer.unusable}"))
    sources = {edge.source for edge in graph.edges_into[node_id]}
    reads = next(iter(sources)) if len(sources) == 1 else node_id
    hints = Hints(
        signature.inputs.get(reads),
        signature.outputs.get(node_id) if isinstance(node.layer, Output) else targets.get(node_id),
        signature.missing,
    )
    edges = graph.edges_into[node_id]
    if sentence := _missing_wire(node, edges):
        return Fact(node.layer, problem=Problem(node_id, sentence))
    for edge in edges:
        if facts[edge.source].shape is None:
            sentence = f"{node.title} waits for {graph[edge.source].title}, which has a problem of its own."
            return Fact(node.layer, problem=Problem(node_id, sentence, follows=True))
    inputs = tuple(facts[edge.source].shape or () for edge in graph.edges_in_order(node_id))
    try:
        layer = _resolve(node.layer, hints)
    except ShapeError as error:
        problem = Problem(node_id, f"{node.title}: {error}", error.fix)
        return Fact(node.layer, inputs, _stated(node.layer), problem=problem)
    try:
        return _measure(layer, inputs)
    except ShapeError as error:
        mendable = error.fix is not None and error.fix.insert is None
        sentence = f"{node.title}: {error}"
        return Fact(layer, inputs, problem=Problem(node_id, sentence, error.fix, incompatible=not mendable))


def _missing_wire(node: Node, edges: tuple[Edge, ...]) -> str:
    """That a port is without a wire and should have one; empty where all is well."""
    wired = {edge.target_port for edge in edges}
    ports = node.layer.inputs
    free = next((port for port in ports if port.name not in wired), None)
    if free is None:
        return ""
    if not free.optional:
        which = "input" if len(ports) == 1 else f"wire to its input {free.name}"
        return f"{node.title} has no {which}. Draw a wire to it from the layer that it should read."
    later = next((port for port in ports[ports.index(free) :] if port.name in wired), None)
    if later is None:
        return ""
    return (
        f"{node.title} reads {later.name}, which it can only do beside {free.name}. Draw a wire to {free.name}, or "
        f"take away the one to {later.name}."
    )


@lru_cache(maxsize=8192)
def _resolve(layer: Layer, hints: Hints) -> Layer:
    return layer.resolve(hints)


def _stated(layer: Layer) -> Shape | None:
    """The shape that an Input states though the table gives another: what follows it can be known all the same."""
    return layer.shape() if isinstance(layer, Input) and layer.dimensions != AUTO else None


@lru_cache(maxsize=8192)
def _measure(layer: Layer, inputs: tuple[Shape, ...]) -> Fact:
    shape, weights = layer.shape(*inputs), layer.weights(*inputs)
    if not all(shape):
        raise ShapeError(
            f"Its output would have the shape {shape}, in which there is no number. Give it more to read, or let it "
            "take less away."
        )
    for weight in weights:
        if weight.constraint is not None:
            _check_held(layer, weight, weight.constraint)
    if isinstance(layer, WeightedLayer) and not layer.trainable:
        weights = tuple(dataclasses.replace(weight, trainable=False) for weight in weights)
    return Fact(layer, inputs, shape, weights, layer.multiply_adds(*inputs))


def _check_held(layer: Layer, weight: Weight, constraint: Constraint) -> None:
    """Raise ShapeError where a weight has no axes such as its constraint looks along."""
    if reason := constraint.misfit(weight.shape):
        names = [each.name for each in settings_of(type(layer)) if getattr(layer, each.name) is constraint]
        # One constraint may be set for several weights: their settings are told apart by name.
        setting = max(names, key=lambda name: (name.removesuffix("_constraint") in weight.name, len(name)))
        raise ShapeError(
            f"Its {weight.name.replace('_', ' ')} cannot be kept to {constraint.label()}: {reason}. Name other axes "
            "there, or set the constraint to none.",
            Fix("Set the constraint to none", settings={setting: CONSTRAINTS["none"]()}),
        )


def _sharer(graph: Graph, facts: Mapping[str, Fact], node_id: str, asked: Mapping[str, str]) -> Fact:
    """The fact of a layer that is to use another's weights: it has none of its own, and learns where that one does."""
    fact = facts[node_id]
    if fact.problem is not None:
        return fact
    try:
        owner_id = owner(graph, node_id, asked)
        if facts[owner_id].problem is not None:
            return fact
        check_equal(graph[owner_id].title, fact.weights, facts[owner_id].weights)
    except ShapeError as error:
        return dataclasses.replace(
            fact, problem=Problem(node_id, f"{graph[node_id].title}: {error}", error.fix)
        )
    learns = getattr(facts[owner_id].layer, "trainable", True)
    return dataclasses.replace(fact, layer=fact.layer.replace(trainable=learns), weights=(), shares=owner_id)


def _whole(graph: Graph) -> list[Problem]:
    """Problems of the network as a whole."""
    if not graph.nodes:
        return [Problem("", "The canvas is empty. Drag an Input from the palette, or open a table.")]
    found = []
    if not any(isinstance(node.layer, Input) for node in graph.nodes):
        found.append(Problem("", "The network has no Input. Drag one from the palette."))
    if not any(isinstance(node.layer, Output) for node in graph.nodes):
        found.append(Problem("", "The network has no Output. Drag one from the palette."))
    for node in graph.nodes:
        if not isinstance(node.layer, Output) and not graph.edges_from[node.id]:
            sentence = f"Nothing reads {node.title}. Wire it on towards an Output, or delete it."
            found.append(Problem(node.id, sentence))
    return found


def nearest_dense(graph: Graph, node_id: str) -> str | None:
    """The Dense closest before a node along its first wires: what a Fix with `units` is about."""
    waiting, seen = [node_id], set()
    for current in waiting:
        for edge in graph.edges_into[current]:
            if isinstance(graph[edge.source].layer, Dense):
                return edge.source
            if edge.source not in seen:
                seen.add(edge.source)
                waiting.append(edge.source)
    return None
