"""A design and the parts that hold it: the network as drawn, the recipe, the training settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.data.plain import declared
from engine.data.recipe import Recipe
from engine.declare import SettingError, UnknownKindError, settings_of
from engine.design import Design
from engine.errors import ExplainedError
from engine.files import parts, reference
from engine.files.archive import LoadError
from engine.files.parts import DesignPart, EdgePart, NetworkPart, NodePart, TrainingPart
from engine.files.placeholder import Placeholder, load_layer
from engine.graph import Edge, Graph, Node
from engine.training.settings import TrainingSettings


def design_part(design: Design, loom: Path, canvas: Mapping[str, Any] | None = None) -> DesignPart:
    """A design as plain values, its table seen from the folder of `loom`."""
    recipe = None if design.recipe is None else reference.stored(design.recipe, loom).to_dict()
    training = design.training
    if training.pretrained:
        training = training.replace(pretrained=reference.stored_path(training.pretrained, loom))
    return DesignPart(_network_part(design, canvas or {}), recipe, TrainingPart(training.to_dict()))


def design_of(part: DesignPart, loom: Path, inside: str = "") -> Design:
    """The design that a file at `loom` holds. Raises LoadError; `inside` names the part that holds all of it."""
    with parts.reading(inside or parts.NETWORK):
        graph = _graph(part.network)
    with parts.reading(inside or parts.RECIPE):
        recipe = None if part.recipe is None else reference.absolute(Recipe.from_dict(part.recipe), loom)
    with parts.reading(inside or parts.TRAINING):
        training = _settings(part.training)
        if training.pretrained:
            training = training.replace(pretrained=reference.absolute_path(training.pretrained, loom))
    places = {node.id: node.place for node in part.network.nodes}
    return Design(graph, places, recipe, training)


def unknown_layers(design: Design) -> tuple[str, ...]:
    """The kinds that this version does not have, each once."""
    layers = (node.layer for node in design.graph.nodes)
    return tuple(dict.fromkeys(layer.unknown for layer in layers if isinstance(layer, Placeholder)))


def _network_part(design: Design, canvas: Mapping[str, Any]) -> NetworkPart:
    nodes = [
        NodePart(node.id, node.name, _place(design.places.get(node.id, (0.0, 0.0))), node.layer.to_dict())
        for node in design.graph.nodes
    ]
    edges = [
        EdgePart(edge.source, edge.source_port, edge.target, edge.target_port) for edge in design.graph.edges
    ]
    return NetworkPart(nodes, edges, dict(canvas))


def _place(place: tuple[float, float]) -> tuple[float, float]:
    """A place that a file may hold."""
    x, y = (max(-parts.FARTHEST, min(parts.FARTHEST, float(each))) for each in place)
    return x, y


def _graph(part: NetworkPart) -> Graph:
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for edge in part.edges:
        into.setdefault(edge.target, []).append(edge.target_port)
        out.setdefault(edge.source, []).append(edge.source_port)
    nodes = []
    for node in part.nodes:
        try:
            layer = load_layer(node.layer, into.get(node.id, ()), out.get(node.id, ()))
        except UnknownKindError as error:
            raise LoadError(
                f"its part {parts.NETWORK} names something in the layer {parts.shortened(node.id)} that this version "
                f"does not have: {parts.shortened(error)}"
            ) from None
        except ExplainedError as error:
            raise SettingError(f"layer {parts.shortened(node.id)}: {error}") from None
        nodes.append(Node(node.id, layer, node.name))
    edges = [Edge(edge.source, edge.target, edge.source_port, edge.target_port) for edge in part.edges]
    return Graph.of(nodes, edges)


def _settings(part: TrainingPart) -> TrainingSettings:
    plain = dict(part.settings)
    for setting in settings_of(TrainingSettings):
        if setting.catalog is not None and isinstance(plain.get(setting.name), dict):
            plain[setting.name] = setting.catalog.load(plain[setting.name])
    settings: TrainingSettings = declared(TrainingSettings, plain, "The training settings")
    return settings
