"""What a gesture does to a design: pure functions from one Design to the next. No Qt, no selection, no history."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from engine.analysis import Problem, nearest_dense
from engine.declare import AUTO
from engine.design import Design, Place
from engine.errors import ExplainedError
from engine.graph import Edge, Graph, GraphError, Node
from engine.layers import LAYERS
from engine.layers.activation import Activation
from engine.layers.base import Layer, WeightedLayer
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.sharing import sharers

NODE_WIDTH, NODE_HEIGHT = 184.0, 76.0
"""The size of a node's box on the canvas, in pixels at 100 %."""
GAP_X, GAP_Y = 80.0, 44.0
"""The space that automatic placing leaves between boxes: columns and rows fall on the canvas' grid of 24."""
CLIPBOARD_FORMAT = "neuroloom/nodes"


class PasteError(ExplainedError):
    """What is on the clipboard is not a piece of a network."""


class FixError(ExplainedError):
    """A remedy cannot be applied: there is none, or the network has changed since."""


def add_layer(design: Design, layer: Layer, place: Place, name: str = "") -> tuple[Design, str]:
    """With a new node at this place, wired to nothing. Also returns the node's id.

    It is called `name`, or after its kind, with a number where another node is called so.
    """
    node_id = design.graph.free_id(layer.kind())
    graph = design.graph.add(Node(node_id, layer, _free_name(design.graph, name or layer.label())))
    return design.replace(graph=graph, places={**design.places, node_id: place}), node_id


def add_network(design: Design, graph: Graph, places: Mapping[str, Place]) -> tuple[Design, tuple[str, ...]]:
    """With another network below the one that is there. Also returns the ids of its nodes, new where they are taken.

    `places` are moved as a whole.
    """
    taken, titles = set(design.graph.by_id), {node.title for node in design.graph.nodes}
    ids = {node.id: _numbered(node.id, taken, "_") for node in graph.nodes}
    nodes = [Node(ids[node.id], node.layer, _numbered(node.title, titles, " ")) for node in graph.nodes]
    edges = [
        dataclasses.replace(edge, source=ids[edge.source], target=ids[edge.target]) for edge in graph.edges
    ]
    joined = Graph.of((*design.graph.nodes, *nodes), (*design.graph.edges, *edges))
    joined = _share_among(joined, ids)
    right = down = 0.0
    if design.places:
        right = min(x for x, _ in design.places.values()) - min(x for x, _ in places.values())
        lowest = max(y for _, y in design.places.values()) + 2 * (NODE_HEIGHT + GAP_Y)
        down = lowest - min(y for _, y in places.values())
    moved = {ids[node_id]: (x + right, y + down) for node_id, (x, y) in places.items()}
    return design.replace(graph=joined, places={**design.places, **moved}), tuple(ids.values())


def append_layer(design: Design, layer: Layer, after: str | None) -> tuple[Design, str]:
    """With a new node to the right of `after`, wired to it where the ports allow; at the far right without one.

    Whatever `after` fed stays as it is, unless the new layer can stand in that wire: a single wire is cut and
    runs through the new node.
    """
    if after is None:
        after = _last(design)
    if after is None:
        return add_layer(design, layer, (0.0, 0.0))
    outgoing = design.graph.edges_from[after]
    if len(outgoing) == 1 and layer.inputs and layer.outputs:
        return insert_layer(design, layer, outgoing[0])
    x, y = design.places[after]
    design, node_id = add_layer(design, layer, _free_place(design, (x + NODE_WIDTH + GAP_X, y)))
    if design.graph[after].layer.outputs and layer.inputs:
        design = connect(design, Edge(after, node_id, target_port=layer.inputs[0].name))
    return design, node_id


def insert_layer(design: Design, layer: Layer, edge: Edge) -> tuple[Design, str]:
    """With a new node in the middle of a wire; what lies to the right moves over where there is no room.

    Raises GraphError where the layer has no input or no output.
    """
    if not layer.inputs or not layer.outputs:
        raise GraphError(
            f"{layer.label()} cannot stand in a wire: it has no {'output' if layer.inputs else 'input'}."
        )
    left, right = design.places[edge.source], design.places[edge.target]
    place = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    missing = 2 * (NODE_WIDTH + GAP_X) - (right[0] - left[0])
    if missing > 0:
        place = (left[0] + NODE_WIDTH + GAP_X, place[1])
        design = _shift(design, design.graph.reachable(edge.target), missing)
    design, node_id = add_layer(design, layer, place)
    return insert_node(design, node_id, edge), node_id


def insert_node(design: Design, node_id: str, edge: Edge) -> Design:
    """With a node that is already there put into a wire. Raises GraphError."""
    layer = design.graph[node_id].layer
    if not layer.inputs or not layer.outputs:
        raise GraphError(f"{layer.label()} cannot stand in a wire.")
    graph = design.graph
    place = graph.edges.index(edge)
    before = Edge(edge.source, node_id, edge.source_port, layer.inputs[0].name)
    after = Edge(node_id, edge.target, layer.outputs[0].name, edge.target_port)
    # The new wire takes the old one's place in the order: Concatenate reads its wires in that order.
    edges = [*graph.edges[:place], before, after, *graph.edges[place + 1 :]]
    return design.replace(graph=Graph.of(graph.nodes, edges))


def connect(design: Design, edge: Edge) -> Design:
    """With one more wire. Raises GraphError."""
    return design.replace(graph=design.graph.connect(edge))


def disconnect(design: Design, edges: Iterable[Edge]) -> Design:
    """Without these wires."""
    return design.replace(graph=design.graph.disconnect(edges))


def remove(design: Design, node_ids: Iterable[str], edges: Iterable[Edge] = ()) -> Design:
    """Without these nodes and wires. A chain from which nodes are taken is joined again where the ports allow.

    Of layers that share the weights of a node that goes, the first becomes the one whose weights the others use.
    """
    gone = set(node_ids)
    graph = design.graph.disconnect(edges)
    joints = _joints(graph, gone)
    graph = _inherit(graph.remove(gone), gone)
    for edge in joints:
        try:
            graph = graph.connect(edge)
        except GraphError:
            continue  # The wire that was there does not fit any longer: the gap stays and is shown as a problem.
    places = {node_id: place for node_id, place in design.places.items() if node_id not in gone}
    return design.replace(graph=graph, places=places)


def move(design: Design, places: Mapping[str, Place]) -> Design:
    """With these nodes at other places."""
    return design.replace(places={**design.places, **places})


def set_layer(design: Design, layers: Mapping[str, Layer]) -> Design:
    """With other layers in these nodes."""
    graph = design.graph
    for node_id, layer in layers.items():
        graph = graph.with_layer(node_id, layer)
    return design.replace(graph=graph)


def change_settings(design: Design, node_ids: Iterable[str], **settings: Any) -> Design:
    """With these settings changed in every one of these nodes. Raises SettingError."""
    return set_layer(design, {each: design.graph[each].layer.replace(**settings) for each in node_ids})


def rename(design: Design, node_id: str, name: str) -> Design:
    """With another name on a node; an empty one falls back to its id."""
    return design.replace(graph=design.graph.with_name(node_id, name.strip()))


def apply_fix(design: Design, problem: Problem) -> Design:
    """With the remedy of a problem taken. Raises FixError where there is none, or nothing that it applies to."""
    fix = problem.fix
    if fix is None or problem.node not in design.graph:
        raise FixError("There is no remedy for this that could be applied by itself.")
    if fix.settings:
        return change_settings(design, [problem.node], **fix.settings)
    edges = _wires_in_order(design.graph, problem.node)
    if fix.wire >= len(edges):
        raise FixError(f"{design.graph[problem.node].title} no longer has the wire that the remedy is for.")
    edge = edges[fix.wire]
    if fix.insert is not None:
        return insert_layer(design, fix.insert, _ahead(design.graph, edge) if fix.ahead else edge)[0]
    is_dense = isinstance(design.graph[edge.source].layer, Dense)
    dense = edge.source if is_dense else nearest_dense(design.graph, edge.source)
    if fix.units == AUTO and (dense is None or design.graph[dense].layer.units == AUTO):  # type: ignore[attr-defined]
        return insert_layer(design, Dense(units=AUTO), edge)[0]
    if dense is None:
        raise FixError(
            f"There is no Dense before {design.graph[problem.node].title} whose units could be set. Insert one."
        )
    return change_settings(design, [dense], units=fix.units)


def copy_text(design: Design, node_ids: Iterable[str]) -> str:
    """These nodes, and the wires between them, as JSON text that `paste` reads."""
    chosen = set(node_ids)
    nodes = [
        {
            "id": node.id,
            "name": node.name,
            "layer": node.layer.to_dict(),
            "place": list(design.places[node.id]),
        }
        for node in design.graph.nodes
        if node.id in chosen
    ]
    edges = [
        dataclasses.asdict(edge)
        for edge in design.graph.edges
        if edge.source in chosen and edge.target in chosen
    ]
    return json.dumps({"format": CLIPBOARD_FORMAT, "nodes": nodes, "edges": edges}, indent=1)


def paste(design: Design, text: str, offset: Place = (32.0, 32.0)) -> tuple[Design, tuple[str, ...]]:
    """With the nodes of `copy_text` added under new ids. Also returns the ids. Raises PasteError.

    Copies share weights among each other as their originals do. One whose partner was not copied goes on sharing
    with it where it is there, else it has weights of its own.
    """
    try:
        plain = json.loads(text)
        if plain["format"] != CLIPBOARD_FORMAT:
            raise ValueError(plain["format"])
        ids: dict[str, str] = {}
        for item in plain["nodes"]:
            layer = LAYERS.load(item["layer"])
            x, y = (float(each) + shift for each, shift in zip(item["place"], offset, strict=True))
            if not (math.isfinite(x) and math.isfinite(y)):
                raise PasteError("A place is not a number.")
            design, ids[item["id"]] = add_layer(design, layer, (x, y), str(item["name"]))
        for item in plain["edges"]:
            edge = Edge(**item)
            edge = dataclasses.replace(edge, source=ids[edge.source], target=ids[edge.target])
            design = connect(design, edge)
        design = design.replace(graph=_share_among(design.graph, ids))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ExplainedError):
            raise PasteError(f"The clipboard's layers cannot be pasted. {error}") from error
        raise PasteError("The clipboard holds no layers.") from error
    return design, tuple(ids.values())


def _share_among(graph: Graph, ids: Mapping[str, str]) -> Graph:
    """With the copies of sharers, whose originals have the keys of `ids`, sharing with copies where there are any."""
    for node_id in ids.values():
        layer = graph[node_id].layer
        if isinstance(layer, WeightedLayer) and layer.weights_of:
            whose = ids.get(layer.weights_of, layer.weights_of)
            alike = whose in graph and type(graph[whose].layer) is type(layer)
            graph = graph.with_layer(node_id, layer.replace(weights_of=whose if alike else ""))
    return graph


def _inherit(graph: Graph, gone: set[str]) -> Graph:
    """With the weights of nodes that are gone handed to the first layer that shared them."""
    heirs: dict[str, str] = {}
    for node_id, whose in sharers(graph).items():
        if whose in gone:
            heir = heirs.setdefault(whose, node_id)
            layer = graph[node_id].layer.replace(weights_of="" if heir == node_id else heir)
            graph = graph.with_layer(node_id, layer)
    return graph


def _wires_in_order(graph: Graph, node_id: str) -> list[Edge]:
    """The wires into a node in the order in which its layer counts them: by port, then as drawn."""
    rank = {port.name: place for place, port in enumerate(graph[node_id].layer.inputs)}
    return sorted(graph.edges_into[node_id], key=lambda edge: rank[edge.target_port])


def _ahead(graph: Graph, edge: Edge) -> Edge:
    """The wire into the first of the Dense layers that a wire comes from, past what only bends or drops values."""
    found, behind = edge, edge
    while len(edges := graph.edges_into[behind.source]) == 1:
        layer = graph[behind.source].layer
        if not isinstance(layer, Dense) and not isinstance(layer, Activation | Dropout):
            break
        behind = edges[0]
        found = behind if isinstance(layer, Dense) else found
    return found


def _free_name(graph: Graph, wanted: str) -> str:
    """`wanted` where no node bears it, else with the first number from 2 that is free ("Dense 2" gives "Dense 3")."""
    taken = {node.title for node in graph.nodes}
    stem, _, last = wanted.rpartition(" ")
    stem = stem if stem and last.isdecimal() else wanted
    name, number = wanted, 2
    while name in taken:
        name, number = f"{stem} {number}", number + 1
    return name


def _numbered(wanted: str, taken: set[str], join: str) -> str:
    """`wanted`, or it with the first number from 2 that makes it new; `taken` has it from then on."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{join}{number}", number + 1
    taken.add(name)
    return name


def _last(design: Design) -> str | None:
    """The node furthest along that can be read from: where "append" without a selection goes."""
    readable = [node.id for node in design.graph.nodes if node.layer.outputs]
    return max(readable, key=lambda node_id: design.places[node_id][0], default=None)


def _free_place(design: Design, place: Place) -> Place:
    """`place`, or the first below it where no other box is in the way."""
    x, y = place
    while any(abs(x - ox) < NODE_WIDTH and abs(y - oy) < NODE_HEIGHT for ox, oy in design.places.values()):
        y += NODE_HEIGHT + GAP_Y
    return x, y


def _shift(design: Design, node_ids: Iterable[str], right: float) -> Design:
    return move(design, {each: (design.places[each][0] + right, design.places[each][1]) for each in node_ids})


def _joints(graph: Graph, gone: set[str]) -> list[Edge]:
    """The wires that close the gaps: from each last survivor before a removed stretch to each first after it."""
    joints: list[Edge] = []
    for edge in graph.edges:
        if edge.target not in gone or edge.source in gone:
            continue
        waiting, seen = [edge.target], {edge.target}
        while waiting:
            for out in graph.edges_from[waiting.pop()]:
                if out.target not in gone:
                    joints.append(Edge(edge.source, out.target, edge.source_port, out.target_port))
                elif out.target not in seen:
                    seen.add(out.target)
                    waiting.append(out.target)
    return joints
