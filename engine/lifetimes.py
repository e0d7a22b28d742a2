"""When each array of a compiled step is in use, and which of them may lie in the same memory. No arrays are made here.

A step is a line of moments: one for every layer forward, in order; one for the loss; one for every layer backward, in
the opposite order. A block of memory is in use from the moment of its first writing to that of its last reading.
"""

from __future__ import annotations

from math import prod

from engine.analysis import Analysis
from engine.arena import Block
from engine.following import followers, postponed
from engine.graph import Edge
from engine.layers.base import Layer, Shape
from engine.layers.input import Input


class Lifetimes:
    """The moments of a network's step, and the blocks that its values and slopes lie in.

    `values` has a block for every node, `slopes` one for every edge that a gradient flows back through. Nodes and
    edges may share a block: a view's value is its source's; a layer may write over what it is the last to read; and
    what flows back through a view is what has reached it. Inputs and outputs can be read at any time, so theirs are
    never used for anything else.

    `finishers` has, for nodes whose layer takes a finish in predictions, those right after it that are its finish: what
    they write is in use from its moment on.

    `followers` has, for nodes of a training plan whose layer leads, the node that follows: its moments are theirs.

    `gathers` says, for each node that a gradient reaches, in which edge's slope those of all its readers are added up:
    that of the reader whose backward pass comes first.
    """

    def __init__(self, analysis: Analysis, training: bool) -> None:
        self.order = analysis.graph.order
        self.graph, self.facts = analysis.graph, analysis.facts
        count = len(self.order)
        self.forward = {node_id: place for place, node_id in enumerate(self.order)}
        self.loss = count
        self.backward = {node_id: 2 * count - place for place, node_id in enumerate(self.order)}
        self.end = 2 * count + 1
        self.flowing = _flowing(analysis) if training else frozenset[str]()
        self.followers = followers(analysis, self.flowing)
        for leader, follower in self.followers.items():
            self.forward[follower], self.backward[follower] = self.forward[leader], self.backward[leader]
        self._postponed = postponed(self.followers, analysis)
        self.values: dict[str, Block] = {}
        self.slopes: dict[Edge, Block] = {}
        self.gathers: dict[str, Edge] = {}
        self._read_values()
        self._write_over()
        self.finishers = {} if training else self._find_finishers()
        for node_id in reversed(self.order):
            if node_id in self.flowing:
                self._flow_back(node_id)

    @property
    def blocks(self) -> list[Block]:
        """Every block once."""
        return list(dict.fromkeys([*self.values.values(), *self.slopes.values()]))

    def shape(self, node_id: str) -> Shape:
        """The shape of one row of a node's value."""
        return self.facts[node_id].shape or ()

    def layer(self, node_id: str) -> Layer:
        """A node's layer with "auto" settled."""
        return self.facts[node_id].layer

    # --- values --------------------------------------------------------------------------------------------

    def _read_values(self) -> None:
        """A block for every value, until the last of its readers."""
        for node_id in self.order:
            layer, moment = self.layer(node_id), self.forward[node_id]
            sources = [self.values[edge.source] for edge in self.graph.edges_in_order(node_id)]
            if layer.view:
                self.values[node_id] = sources[0]
                continue
            own = self.values[node_id] = Block(prod(self.shape(node_id)), moment, moment)
            for block in sources:
                block.extend(self._last_reading(node_id))
            if node_id in self.flowing and self._reads_y(node_id):
                own.extend(self.backward[node_id])
            if isinstance(layer, Input) or not layer.outputs:
                own.first, own.last = -1, self.end

    def _reads_y(self, node_id: str) -> bool:
        """Whether a node's backward pass, with the slope of a penalty on its output, reads the output.

        Where an activation is postponed, it is that of the node that follows.
        """
        layer = self.layer(node_id)
        if node_id in self._postponed:
            return False
        after = any(self.followers[leader] == node_id for leader in self._postponed)
        return layer.backward_reads_y or any(layer.activity) or after

    def _last_reading(self, node_id: str) -> int:
        """When a node reads its inputs for the last time; an Output reads them in the loss too."""
        layer = self.layer(node_id)
        if node_id in self.flowing and layer.backward_reads_x:
            return self.backward[node_id]
        return self.forward[node_id] if layer.outputs else self.loss

    def _write_over(self) -> None:
        """Let layers that can write their output over an input that nobody reads any more."""
        replaced: dict[Block, Block] = {}
        for node_id in self.order:
            own = self.values[node_id] = replaced.get(self.values[node_id], self.values[node_id])
            if not self.layer(node_id).writes_over_x or self.layer(node_id).view:
                continue
            source, *others = [edge.source for edge in self.graph.edges_in_order(node_id)]
            under = self.values[source]
            if (
                self.shape(source) == self.shape(node_id)
                and under.last == self.forward[node_id]
                and own.last < self.end
                and all(self.values[other] is not under for other in others)
            ):
                under.extend(own.last)
                replaced[own] = self.values[node_id] = under

    # --- finishes ------------------------------------------------------------------------------------------

    def _find_finishers(self) -> dict[str, tuple[str, ...]]:
        """A convolution computes its output in parts that lie in the processor's cache; a normalisation, a shortcut's
        sum and an activation that come next can be done to each part while it is there, by the same thread.
        """
        found = {}
        for place, leader in enumerate(self.order):
            run = [leader]
            for node_id in self.order[place + 1 :] if self.layer(leader).takes_finish else ():
                if not self._can_finish(node_id, run):
                    break
                self.values[node_id].first = min(self.values[node_id].first, self.forward[leader])
                run.append(node_id)
            if len(run) > 1:
                found[leader] = tuple(run[1:])
        return found

    def _can_finish(self, node_id: str, run: list[str]) -> bool:
        """Whether a node can be the next finish of the first one in `run`: it must not write over what that reads."""
        sources = [edge.source for edge in self.graph.edges_in_order(node_id)]
        read = [self.values[edge.source] for edge in self.graph.edges_in_order(run[0])]
        return (
            run[-1] in sources
            and self.layer(node_id).finishes(*(self.shape(source) for source in sources))
            and self.shape(node_id) == self.shape(run[0])
            and all(self.values[node_id] is not block for block in read)
        )

    # --- slopes --------------------------------------------------------------------------------------------

    def _flow_back(self, node_id: str) -> None:
        """Blocks for the gradients that a node hands to its inputs."""
        layer, moment = self.layer(node_id), self.backward[node_id]
        reached = self.slopes[self.gathers[node_id]] if node_id in self.gathers else None
        for place, edge in enumerate(self.graph.edges_in_order(node_id)):
            if edge.source not in self.flowing:
                continue
            over = layer.view or (
                layer.writes_over_dy and place == 0 and self.shape(edge.source) == self.shape(node_id)
            )
            block = reached if over and reached is not None else None
            if block is None:
                block = Block(prod(self.shape(edge.source)), moment, moment)
            self.slopes[edge] = block
            if edge.source not in self.gathers:
                self.gathers[edge.source] = edge
                block.extend(self.backward[edge.source])


def _flowing(analysis: Analysis) -> frozenset[str]:
    """The nodes that the gradient must reach: those whose weights learn, and all that depend on them."""
    graph, facts = analysis.graph, analysis.facts
    found: set[str] = set()
    for node_id in graph.order:
        learns = facts[facts[node_id].shares or node_id].trainable
        if learns or any(edge.source in found for edge in graph.edges_into[node_id]):
            found.add(node_id)
    return frozenset(found)
