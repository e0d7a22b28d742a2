"""A network that can run: a sound graph, and all its weights in one flat vector with a view for each."""

from __future__ import annotations

import copy
import math
import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from engine.analysis import Analysis
from engine.chain import Chain, Links, brief, links_of, suits
from engine.errors import ExplainedError
from engine.graph import Graph
from engine.halves import Halves
from engine.halves import suits as suits_halves
from engine.layers.base import Array, Rows, Weight
from engine.parallel import working
from engine.plan import Plan

PREDICT_ROWS = 512
"""The most rows that are predicted at once: enough for fast matrix products, few enough to stay in the cache."""
PREDICT_BYTES = 32 << 20
"""What the largest value of the rows that are predicted at once may take: pictures are few at a time."""

Views = Mapping[str, Mapping[str, Array]]
"""Arrays by node id and weight name, all of them views into one flat vector."""


class Placed(NamedTuple):
    """Where a node's weight lies in a flat vector: from `start` up to `stop`."""

    node: str
    weight: Weight
    start: int
    stop: int


class UnsoundError(ExplainedError):
    """A network is to be built from a graph that has problems."""


class Network:
    """Weights for a graph, and the plans that run it.

    `parameters` holds every trainable number, each weight where `layout` says, `gradient` the last step's gradient in
    the same order, `state` the running statistics and whatever is frozen. `weights` and `gradients` are views into
    them, so writing there writes here. A layer that shares another's weights has that one's views.

    During a run `rows` says how compiled steps read weights of which they need few rows, by node id and name; all other
    rows may be behind then (engine.training.resting).
    """

    def __init__(self, analysis: Analysis, dtype: Any = np.float32) -> None:
        """A network with all weights zero. Raises UnsoundError with the first problem of the graph."""
        if not analysis.sound:
            raise UnsoundError(analysis.problems[0].sentence)
        self.analysis = analysis
        self.dtype = np.dtype(dtype)
        facts = analysis.facts
        trainable = [(node, w) for node in analysis.graph.order for w in facts[node].weights if w.trainable]
        running = [(node, w) for node in analysis.graph.order for w in facts[node].weights if not w.trainable]
        self.layout = _placed(trainable)
        self.parameters: Array = np.zeros(sum(w.size for _, w in trainable), self.dtype)
        self.gradient: Array = np.zeros_like(self.parameters)
        self.state: Array = np.zeros(sum(w.size for _, w in running), self.dtype)
        learned = _views(self.parameters, self.layout)
        kept = _views(self.state, _placed(running))
        whose = {node: fact.shares or node for node, fact in facts.items()}
        self.weights: Views = {
            node: {**learned.get(owner, {}), **kept.get(owner, {})} for node, owner in whose.items()
        }
        self.gradients = self._slopes(self.gradient)
        self.rows: Mapping[str, Mapping[str, Callable[[int], Rows]]] = {}
        self._plans: dict[tuple[int, bool, bool, int], Plan | Halves | Chain] = {}

    @classmethod
    @working()
    def build(
        cls,
        analysis: Analysis,
        seed: int | None,
        dtype: Any = np.float32,
        between: Callable[[], object] = lambda: None,
    ) -> Self:
        """A network with weights drawn from `seed`; all zero where it is None.

        Each weight has a generator of its own, made of the seed, the node's id and the weight's name: adding a
        layer does not change what the others begin with. `between` is called before each is drawn: millions of numbers
        take seconds, and what it raises gives up.
        """
        network = cls(analysis, dtype)
        if seed is not None:
            for node_id, fact in analysis.facts.items():
                for weight in fact.weights:
                    between()
                    name = zlib.crc32(f"{node_id}/{weight.name}".encode())
                    rng = np.random.default_rng([seed, name])
                    weight.initializer.fill(network.weights[node_id][weight.name], rng)
        return network

    def _slopes(self, gradient: Array) -> Views:
        slopes = _views(gradient, self.layout)
        return {node: slopes.get(fact.shares or node, {}) for node, fact in self.analysis.facts.items()}

    def beside(self) -> Self:
        """The same weights with a gradient of its own: for what adds to a step's gradient at the same time."""
        other = copy.copy(self)
        other.gradient = np.zeros_like(self.gradient)
        other.gradients = self._slopes(other.gradient)
        other._plans = {}
        return other

    @property
    def graph(self) -> Graph:
        """The graph that it was built from."""
        return self.analysis.graph

    def plan(
        self,
        batch: int,
        training: bool,
        rng: np.random.Generator | None = None,
        *,
        weighted: bool = False,
        batches: int = 1,
    ) -> Plan | Halves | Chain:
        """The compiled step for this many rows; made once and kept. `rng` is drawn from by dropout and the like.

        A training plan keeps the generator that it was first made with. `weighted` lays out weights of rows. The step
        may hold the rows of as many batches at once as `batches` says.
        """
        key = (batch, training, weighted, batches)
        if key not in self._plans:
            self._plans[key] = self._laid_out(batch, training, rng, weighted, batches)
        return self._plans[key]

    def _laid_out(
        self, batch: int, training: bool, rng: np.random.Generator | None, weighted: bool, batches: int
    ) -> Plan | Halves | Chain:
        if self._links is not None and suits(self._links, batch):
            return Chain(self, self._links, batch, training, weighted, batches)
        if training and not self.rows and suits_halves(self.analysis, batch):
            return Halves(self, batch, rng or np.random.default_rng(0), weighted)
        return Plan(self, batch, training, rng or np.random.default_rng(0), weighted)

    @cached_property
    def _links(self) -> Links | None:
        return links_of(self.analysis)

    @cached_property
    def predict_rows(self) -> int:
        """How many rows are predicted at once."""
        return rows_at_once(self.analysis, self.dtype.itemsize)

    def forget_plans(self) -> None:
        """Let go of all compiled steps and their buffers."""
        self._plans.clear()

    def room(self, rows: int) -> dict[str, Array]:
        """Zeros where the predictions of every Output go, by node id: (rows, ..., size)."""
        return {
            node_id: np.zeros((rows, *(fact.shape or ())), self.dtype)
            for node_id, fact in self.analysis.facts.items()
            if not fact.layer.outputs
        }

    def predict(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The prediction of every Output, by node id, for rows given to every Input, by node id.

        Rows are in the first axis: (rows, ...) in, (rows, size) out, in the network's dtype.
        """
        rows = len(next(iter(inputs.values())))
        if self._links is not None and brief(self._links, rows):
            return self._predicted(inputs, rows)
        with working():
            return self._predicted(inputs, rows)

    def _predicted(self, inputs: Mapping[str, Array], rows: int) -> dict[str, Array]:
        if 0 < rows <= self.predict_rows:
            plan = self._run_forward(inputs, slice(0, rows))
            return {node_id: said.copy() for node_id, said in plan.outputs.items()}
        outputs = self.room(rows)
        for start in range(0, rows, self.predict_rows):
            block = slice(start, min(rows, start + self.predict_rows))
            for node_id, said in self._run_forward(inputs, block).outputs.items():
                outputs[node_id][block] = said
        return outputs

    def _run_forward(self, inputs: Mapping[str, Array], rows: slice) -> Plan | Halves | Chain:
        """The compiled step for some rows, which has just predicted them."""
        plan = self.plan(rows.stop - rows.start, training=False)
        for node_id, buffer in plan.inputs.items():
            np.copyto(buffer, inputs[node_id][rows].reshape(buffer.shape))
        plan.forward()
        return plan


def _placed(weights: list[tuple[str, Weight]]) -> tuple[Placed, ...]:
    """Where each weight lies when they are laid one after the other."""
    placed, start = [], 0
    for node_id, weight in weights:
        placed.append(Placed(node_id, weight, start, start + weight.size))
        start += weight.size
    return tuple(placed)


def rows_at_once(analysis: Analysis, itemsize: int) -> int:
    """How many rows a network predicts at once, of numbers of so many bytes."""
    largest = max((math.prod(fact.shape or ()) for fact in analysis.facts.values()), default=1)
    return max(1, min(PREDICT_ROWS, PREDICT_BYTES // (max(1, largest) * itemsize)))


def _views(vector: Array, placed: tuple[Placed, ...]) -> dict[str, dict[str, Array]]:
    """A view into `vector` for each weight."""
    views: dict[str, dict[str, Array]] = {}
    for node_id, weight, start, stop in placed:
        views.setdefault(node_id, {})[weight.name] = vector[start:stop].reshape(weight.shape)
    return views
