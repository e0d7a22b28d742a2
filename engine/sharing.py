"""Weights shared between layers: whose they are, and why a layer cannot have them. Knows no shapes, no arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.graph import Graph
from engine.layers.base import Fix, ShapeError, Weight, WeightedLayer

ALONE = Fix("Give it weights of its own", settings={"weights_of": ""})


def sharers(graph: Graph) -> dict[str, str]:
    """Every node that asks for another's weights, and whose."""
    return {
        node.id: node.layer.weights_of
        for node in graph.nodes
        if isinstance(node.layer, WeightedLayer) and node.layer.weights_of
    }


def owner(graph: Graph, node_id: str, asked: Mapping[str, str]) -> str:
    """The node whose weights this sharer uses; `asked` are all `sharers`. Raises ShapeError where it cannot be it."""
    wanted, own = asked[node_id], graph[node_id].layer
    if wanted == node_id or wanted not in graph:
        whose = (
            "its own weights"
            if wanted == node_id
            else f"weights with {wanted!r}, which is not there any more"
        )
        raise ShapeError(
            f"It is set to share {whose}. Choose another layer of its kind, or give it weights of its own.",
            ALONE,
        )
    other, title = graph[wanted].layer, graph[wanted].title
    if type(other) is not type(own):
        raise ShapeError(
            f"It is set to share weights with {title}, but that is a {other.label()} and this is a {own.label()}. "
            "Choose a layer of the same kind, or give it weights of its own.",
            ALONE,
        )
    if wanted in asked:
        root = _root(asked, wanted)
        if root in graph:
            raise ShapeError(
                f"It is set to share weights with {title}, which uses those of {graph[root].title} itself. Share with "
                f"{graph[root].title}.",
                Fix(f"Share with {graph[root].title}", settings={"weights_of": root}),
            )
        raise ShapeError(
            f"It is set to share weights with {title}, which has none of its own either. Give one of them weights of "
            "its own.",
            ALONE,
        )
    return wanted


def check_equal(title: str, own: Sequence[Weight], others: Sequence[Weight]) -> None:
    """Raise ShapeError where the weights that a sharer needs are not those of the layer called `title`."""
    needed, there = ({weight.name: weight.shape for weight in weights} for weights in (own, others))
    if needed == there:
        return
    raise ShapeError(
        f"It is set to share weights with {title}, which has {_listed(there)}, but it needs {_listed(needed)}. Give "
        "both the same size and the same inputs, or give it weights of its own.",
        ALONE,
    )


def _root(asked: Mapping[str, str], start: str) -> str:
    """Where the chain of sharers ends that begins here; empty where it runs in a circle."""
    seen, current = {start}, asked[start]
    while current in asked:
        if current in seen:
            return ""
        seen.add(current)
        current = asked[current]
    return current


def _listed(shapes: dict[str, tuple[int, ...]]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or "no weights"
