"""The graph of a network: nodes that hold layers, and edges from port to port. An immutable value.

Every edit returns a new graph or raises an error of its own type. Nothing here knows shapes (engine.analysis),
weights (engine.network) or places on a canvas (engine.design).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self

from engine.errors import ExplainedError
from engine.layers.base import Layer, Port


class GraphError(ExplainedError):
    """An edit that the graph cannot take."""


class UnknownNodeError(GraphError):
    """A node is named that the graph does not have."""


class DuplicateNodeError(GraphError):
    """A node is added whose id is taken."""


class UnknownPortError(GraphError):
    """An edge names a port that its node does not have."""


class PortTakenError(GraphError):
    """An input port that takes one edge has one already."""


class DuplicateEdgeError(GraphError):
    """The same two ports are joined already."""


class CycleError(GraphError):
    """An edge would make a node depend on itself."""


@dataclasses.dataclass(frozen=True)
class Node:
    """A layer at its place in a graph. `id` never changes; `name` is what a person reads and may edit."""

    id: str
    layer: Layer
    name: str = ""

    @property
    def title(self) -> str:
        """The name, or the id where no name was given."""
        return self.name or self.id


@dataclasses.dataclass(frozen=True)
class Edge:
    """A wire from an output port of `source` to an input port of `target`."""

    source: str
    target: str
    source_port: str = "y"
    target_port: str = "x"


@dataclasses.dataclass(frozen=True)
class Graph:
    """Nodes and edges. Always acyclic; every edge joins ports that exist; every one-edge port has at most one.

    The order of `edges` is the order in which a port of many edges reads them (Concatenate).
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge] = ()) -> Self:
        """A graph checked from its parts; raises the GraphError of the first part that does not fit."""
        graph = cls(tuple(nodes))
        if len(graph.by_id) != len(graph.nodes):
            raise DuplicateNodeError("Two layers have the same id.")
        edges = tuple(edges)
        seen: dict[tuple[str, str], int] = {}
        for edge in edges:
            graph._check_ports(edge)
            many = graph.input_port(edge.target, edge.target_port).many
            seen[edge.target, edge.target_port] = seen.get((edge.target, edge.target_port), 0) + 1
            if not many and seen[edge.target, edge.target_port] > 1:
                raise PortTakenError(f"{graph[edge.target].title} takes one wire, but is given several.")
        if len(set(edges)) != len(edges):
            raise DuplicateEdgeError("Two wires join the same two ports.")
        graph = dataclasses.replace(graph, edges=edges)
        if len(graph.order) != len(graph.nodes):
            raise CycleError("The wires run in a circle; a network's data must flow from inputs to outputs.")
        return graph

    # --- looking -------------------------------------------------------------------------------------------

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def edges_into(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that end at each node, in order."""
        return self._edges_by("target")

    @cached_property
    def edges_from(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges that start at each node, in order."""
        return self._edges_by("source")

    def edges_in_order(self, node_id: str) -> list[Edge]:
        """The edges that end at a node, in the order of its ports, and of their drawing within a port."""
        rank = {port.name: place for place, port in enumerate(self[node_id].layer.inputs)}
        return sorted(self.edges_into[node_id], key=lambda edge: rank[edge.target_port])

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Node ids, sources before their readers (Kahn's algorithm, stable in the order of `nodes`)."""
        waiting = {node.id: len(self.edges_into[node.id]) for node in self.nodes}
        ready = [node.id for node in self.nodes if not waiting[node.id]]
        for node_id in ready:
            for edge in self.edges_from[node_id]:
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    ready.append(edge.target)
        return tuple(ready)

    def __getitem__(self, node_id: str) -> Node:
        """The node with this id. Raises UnknownNodeError."""
        try:
            return self.by_id[node_id]
        except KeyError:
            raise UnknownNodeError(f"There is no layer {node_id!r} in this network.") from None

    def __contains__(self, node_id: object) -> bool:
        return node_id in self.by_id

    def __len__(self) -> int:
        return len(self.nodes)

    def reachable(self, node_id: str) -> set[str]:
        """Every node that depends on `node_id`, itself included."""
        return self._spread(node_id, forward=True)

    def sources(self, node_id: str) -> set[str]:
        """Every node that `node_id` depends on, itself included."""
        return self._spread(node_id, forward=False)

    def free_id(self, kind: str) -> str:
        """An id for a new node of this kind: the kind and the first number that is free."""
        number = 1
        while f"{kind}_{number}" in self.by_id:
            number += 1
        return f"{kind}_{number}"

    def input_port(self, node_id: str, port: str) -> Port:
        """The input port with this name. Raises UnknownPortError."""
        return self._port(node_id, self[node_id].layer.inputs, port, "input")

    # --- editing -------------------------------------------------------------------------------------------

    def add(self, node: Node) -> Self:
        """With one more node. Raises DuplicateNodeError."""
        if node.id in self.by_id:
            raise DuplicateNodeError(f"There is already a layer with the id {node.id!r}.")
        return dataclasses.replace(self, nodes=(*self.nodes, node))

    def remove(self, node_ids: Iterable[str]) -> Self:
        """Without these nodes and every edge that touches them."""
        gone = set(node_ids)
        for node_id in gone:
            self[node_id]
        return dataclasses.replace(
            self,
            nodes=tuple(node for node in self.nodes if node.id not in gone),
            edges=tuple(edge for edge in self.edges if edge.source not in gone and edge.target not in gone),
        )

    def with_layer(self, node_id: str, layer: Layer) -> Self:
        """With another layer in this node.

        Edges to ports that the new layer lacks are dropped, and all but the first to a port that takes one.
        """
        node = self[node_id]
        ports_out = {port.name for port in layer.outputs}
        kept = {
            edge
            for port in layer.inputs
            for edge in [edge for edge in self.edges_into[node_id] if edge.target_port == port.name][
                : None if port.many else 1
            ]
        }
        return dataclasses.replace(
            self,
            nodes=tuple(dataclasses.replace(n, layer=layer) if n is node else n for n in self.nodes),
            edges=tuple(
                edge
                for edge in self.edges
                if (edge.target != node_id or edge in kept)
                and (edge.source != node_id or edge.source_port in ports_out)
            ),
        )

    def with_name(self, node_id: str, name: str) -> Self:
        """With another name on this node."""
        node = self[node_id]
        return dataclasses.replace(
            self, nodes=tuple(dataclasses.replace(n, name=name) if n is node else n for n in self.nodes)
        )

    def connect(self, edge: Edge) -> Self:
        """With one more edge.

        Raises UnknownNodeError, UnknownPortError, DuplicateEdgeError, PortTakenError or CycleError.
        """
        self._check_ports(edge)
        if edge in self.edges_into[edge.target]:
            raise DuplicateEdgeError(f"{self[edge.target].title} already reads {self[edge.source].title}.")
        if edge.source == edge.target:
            raise CycleError(
                f"{self[edge.source].title} cannot read itself. Data must flow from inputs to outputs."
            )
        if edge.source in self.reachable(edge.target):
            raise CycleError(
                f"{self[edge.source].title} already depends on {self[edge.target].title}; this wire would close "
                "a circle. Data must flow from inputs to outputs."
            )
        if not self.input_port(edge.target, edge.target_port).many and any(
            taken.target_port == edge.target_port for taken in self.edges_into[edge.target]
        ):
            raise PortTakenError(
                f"{self[edge.target].title} takes one wire and has it already. Put an Add or a Concatenate before "
                "it to join two."
            )
        return dataclasses.replace(self, edges=(*self.edges, edge))

    def disconnect(self, edges: Iterable[Edge]) -> Self:
        """Without these edges; edges that are not there are passed over."""
        gone = set(edges)
        return dataclasses.replace(self, edges=tuple(edge for edge in self.edges if edge not in gone))

    # --- inside --------------------------------------------------------------------------------------------

    def _edges_by(self, end: str) -> Mapping[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            found[getattr(edge, end)].append(edge)
        return {node_id: tuple(edges) for node_id, edges in found.items()}

    def _spread(self, node_id: str, *, forward: bool) -> set[str]:
        self[node_id]
        edges, end = (self.edges_from, "target") if forward else (self.edges_into, "source")
        found, waiting = {node_id}, [node_id]
        while waiting:
            for edge in edges[waiting.pop()]:
                other = getattr(edge, end)
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _check_ports(self, edge: Edge) -> None:
        self._port(edge.source, self[edge.source].layer.outputs, edge.source_port, "output")
        self._port(edge.target, self[edge.target].layer.inputs, edge.target_port, "input")

    def _port(self, node_id: str, ports: tuple[Port, ...], name: str, side: str) -> Port:
        for port in ports:
            if port.name == name:
                return port
        if not ports:
            raise UnknownPortError(f"{self[node_id].title} has no {side}.")
        raise UnknownPortError(f"{self[node_id].title} has no {side} called {name!r}.")
