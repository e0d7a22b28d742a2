"""Which ports a wire in the hand could be joined to: quickly, for all ports of a network at once. No Qt."""

from __future__ import annotations

from engine.analysis import Analysis, Signature, analyse
from engine.graph import Edge, Graph, Node
from engine.layers.base import Layer, Shape, Target
from engine.layers.input import Input

End = tuple[str, str]
"""A node's id and the name of its port."""

_TARGET = "target"


def open_inputs(graph: Graph, analysis: Analysis, source: End) -> set[End]:
    """The inputs that a wire from the output `source` could end at."""
    upstream = graph.sources(source[0])
    brought = analysis.shape(source[0])
    known: dict[tuple[Layer, tuple[Shape, ...]], bool] = {}
    found = set()
    for node in graph.nodes:
        if node.id not in upstream:
            for port in node.layer.inputs:
                edge = Edge(source[0], node.id, source[1], port.name)
                if _is_open(graph, edge) and _fits(graph, analysis, edge, brought, known):
                    found.add((node.id, port.name))
    return found


def open_outputs(graph: Graph, analysis: Analysis, target: End) -> set[End]:
    """The outputs that a wire to the input `target` could start from."""
    downstream = graph.reachable(target[0])
    known: dict[tuple[Layer, tuple[Shape, ...]], bool] = {}
    found = set()
    for node in graph.nodes:
        if node.id not in downstream:
            for port in node.layer.outputs:
                edge = Edge(node.id, target[0], port.name, target[1])
                if _is_open(graph, edge) and _fits(graph, analysis, edge, analysis.shape(node.id), known):
                    found.add((node.id, port.name))
    return found


def accepts(layer: Layer, shapes: tuple[Shape, ...], target: Target | None = None) -> bool:
    """Whether a layer can work with these shapes, or could with other settings; all at its first input."""
    inputs = [Node(f"input_{place}", Input(dimensions=shape)) for place, shape in enumerate(shapes)]
    port = layer.inputs[0].name
    graph = Graph(
        (*inputs, Node(_TARGET, layer)),
        tuple(Edge(node.id, _TARGET, target_port=port) for node in inputs),
    )
    outputs = {} if target is None else {_TARGET: target}
    problem = analyse(graph, Signature(outputs=outputs)).facts[_TARGET].problem
    return problem is None or not problem.incompatible


def _is_open(graph: Graph, edge: Edge) -> bool:
    if graph.input_port(edge.target, edge.target_port).many:
        return edge not in graph.edges_into[edge.target]
    return all(taken.target_port != edge.target_port for taken in graph.edges_into[edge.target])


def _fits(
    graph: Graph,
    analysis: Analysis,
    edge: Edge,
    brought: Shape | None,
    known: dict[tuple[Layer, tuple[Shape, ...]], bool],
) -> bool:
    layer = graph[edge.target].layer
    if brought is None or len(layer.inputs) > 1:
        return True  # Not known yet: the wire may be drawn, and what is wrong is told afterwards.
    there = [analysis.shape(taken.source) for taken in graph.edges_into[edge.target]]
    shapes = (*(shape for shape in there if shape is not None), brought)
    if (layer, shapes) not in known:
        known[layer, shapes] = accepts(layer, shapes, analysis.signature.outputs.get(edge.target))
    return known[layer, shapes]
