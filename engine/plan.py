"""The compiled step: a network and a batch size become buffers laid out once, and a straight list of operations.

Running a plan allocates nothing: each operation is a numpy function bound to the arrays that it reads and writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.layers.base import Array, Call, Cell, Step, Weight, call, number
from engine.layers.input import Input
from engine.layers.output import Output
from engine.losses.base import LossCell

if TYPE_CHECKING:
    from engine.graph import Edge
    from engine.network import Network


class Plan:
    """One step for a fixed number of rows.

    Fill `inputs` and `targets`, call `forward`, read `outputs`; then `loss`, and in a training plan `backward`, which
    leaves the gradient of the loss, penalties included, in the network's `gradient`. In a weighted plan `row_weights`
    holds the weight of each row's loss for every Output, ones at first; in others it is empty.

    The gradients that a node receives from several readers are summed, and so are those of weights that layers share.
    A layer that is a mere view shares the memory of what it looks at, forward and backward. Nothing flows back into
    nodes that depend on no weight. Which nodes have a mask is settled here, once: those that make one, and those that
    pass on one that they read.
    """

    def __init__(
        self, network: Network, batch: int, training: bool, rng: np.random.Generator, weighted: bool = False
    ) -> None:
        self.batch = batch
        self.inputs: dict[str, Array] = {}
        self.outputs: dict[str, Array] = {}
        self.targets: dict[str, Array] = {}
        self.row_weights: dict[str, Array] = {}
        self._network = network
        self._training = training
        self._weighted = weighted
        self._rng = rng
        self._forward: list[Call] = []
        self._loss: list[Call] = []
        self._backward: list[Call] = []
        self._shared: list[Call] = []
        self._losses: list[tuple[float, Array]] = []
        self._penalty: Array = np.zeros((), network.dtype)
        self._values: dict[str, Array] = {}
        self._masks: dict[str, Array | None] = {}
        self._slopes: dict[Edge, Array] = {}
        self._flowing = self._reached() if training else frozenset[str]()
        self._lay_out()

    def forward(self) -> None:
        """From `inputs` to `outputs`."""
        for operation in self._forward:
            operation()

    def loss(self) -> float:
        """The mean loss of the rows, after `forward`: that of every Output by its weight, and the penalties."""
        for operation in self._loss:
            operation()
        total = float(self._penalty)
        for weight, value in self._losses:
            total += weight * float(value)
        return total

    def backward(self) -> None:
        """From the truth in `targets` to the network's `gradient`, after `loss`."""
        for operation in self._backward:
            operation()

    # --- laying out ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Values in order, gradients in reverse (a view's input shares its output's memory), then operations."""
        network = self._network
        order = network.graph.order
        for node_id in order:
            self._values[node_id] = self._lay_value(node_id)
        flowing = [node_id for node_id in reversed(order) if node_id in self._flowing]
        sums = {node_id: self._lay_slopes(node_id) for node_id in flowing}
        steps = {}
        for node_id in order:
            self._masks[node_id] = self._lay_mask(node_id)
            steps[node_id] = self._bind(node_id)
            self._forward.extend(steps[node_id].forward)
        for node_id in flowing:
            self._backward.extend((*sums[node_id], *steps[node_id].backward))
        self._backward.extend(self._shared)
        penalised = [
            (network.weights[node_id][w.name].reshape(-1), network.gradients[node_id][w.name].reshape(-1), w)
            for node_id in order
            for w in network.analysis.facts[node_id].weights
            if w.trainable and (w.l1 or w.l2)
        ]
        if penalised:
            self._bind_penalties(penalised)

    def _lay_value(self, node_id: str) -> Array:
        fact = self._network.analysis.facts[node_id]
        shape = (self.batch, *(fact.shape or ()))
        if fact.layer.view:
            return self._values[self._network.graph.edges_in_order(node_id)[0].source].reshape(shape)
        buffer = np.zeros(shape, self._network.dtype)
        if isinstance(fact.layer, Input):
            self.inputs[node_id] = buffer
        return buffer

    def _lay_mask(self, node_id: str) -> Array | None:
        """Which steps of a node's output are real: (batch, steps) of bool, its own or its inputs'."""
        fact, edges = self._network.analysis.facts[node_id], self._network.graph.edges_in_order(node_id)
        if fact.layer.makes_mask and fact.shape:
            return np.ones((self.batch, fact.shape[0]), np.bool_)
        if not fact.layer.passes_mask or not edges:
            return None
        masks = [self._masks[edge.source] for edge in edges]
        return self._join_masks(masks) if fact.layer.inputs[0].many else masks[0]

    def _join_masks(self, masks: list[Array | None]) -> Array | None:
        """Where wires are merged, a step is real where it is in any of them (Keras' merging layers)."""
        first, *others = masks
        if first is None or any(mask is None for mask in others):
            return None
        differing = [mask for mask in others if mask is not first]
        if not differing:
            return first
        joined = np.empty_like(first)
        self._forward.append(call(np.copyto, joined, first))
        self._forward.extend(call(np.logical_or, joined, mask, joined) for mask in differing)
        return joined

    def _reached(self) -> frozenset[str]:
        """The nodes that the gradient must reach: those with weights, and all that depend on them."""
        graph = self._network.graph
        found: set[str] = set()
        for node_id in graph.order:
            own = bool(self._network.gradients[node_id])
            if own or any(edge.source in found for edge in graph.edges_into[node_id]):
                found.add(node_id)
        return frozenset(found)

    def _lay_slopes(self, node_id: str) -> tuple[Call, ...]:
        """Buffers for the gradients of a node's inputs; the operations that sum those of its output."""
        graph = self._network.graph
        slopes = [self._slopes[edge] for edge in graph.edges_from[node_id]]
        for edge in graph.edges_into[node_id]:
            if edge.source in self._flowing:
                source, view = self._values[edge.source], graph[node_id].layer.view
                self._slopes[edge] = slopes[0].reshape(source.shape) if view else np.zeros_like(source)
        return tuple(call(np.add, slopes[0], other, slopes[0]) for other in slopes[1:])

    def _bind(self, node_id: str) -> Step:
        layer = self._network.analysis.facts[node_id].layer
        if isinstance(layer, Input) or layer.view:
            return Step()
        edges, outgoing = self._network.graph.edges_in_order(node_id), self._network.graph.edges_from[node_id]
        x = tuple(self._values[edge.source] for edge in edges)
        dx = tuple(self._slopes.get(edge) for edge in edges)
        if isinstance(layer, Output):
            return self._bind_output(node_id, layer, x[0], dx[0])
        return layer.bind(
            Cell(
                x=x,
                y=self._values[node_id],
                dy=self._slopes[outgoing[0]] if node_id in self._flowing else None,
                dx=dx,
                weights=self._network.weights[node_id],
                gradients=self._gradients(node_id),
                training=self._training,
                rng=self._rng,
                masks=tuple(self._masks[edge.source] for edge in edges),
                made_mask=self._masks[node_id] if layer.makes_mask else None,
            )
        )

    def _gradients(self, node_id: str) -> Mapping[str, Array]:
        """Where a layer writes its gradients: the network's, or a share that is added to the owner's at the end."""
        gradients = self._network.gradients[node_id]
        if not self._network.analysis.facts[node_id].shares:
            return gradients
        own = {name: np.zeros_like(total) for name, total in gradients.items()}
        if node_id in self._flowing:
            self._shared.extend(
                call(np.add, gradients[name], part, gradients[name]) for name, part in own.items()
            )
        return own

    def _bind_output(self, node_id: str, layer: Output, x: Array, dx: Array | None) -> Step:
        """The prediction forward; the loss along the logits where it takes them, else along the prediction."""
        activation, loss = layer.settled
        prediction = self._values[node_id]
        self.outputs[node_id] = prediction
        size = loss.target_size(prediction.shape[-1])
        target = self.targets[node_id] = np.zeros((*prediction.shape[:-1], size), prediction.dtype)
        if self._weighted:
            self.row_weights[node_id] = np.ones(self.batch, prediction.dtype)
        weights = self.row_weights.get(node_id)
        value = np.zeros((), prediction.dtype)
        self._losses.append((layer.weight, value))
        if loss.absorbs == activation.kind():
            step = loss.bind(LossCell(prediction, target, value, dx, layer.weight, x, weights))
            self._loss.extend(step.forward)
            return Step(step.predict, step.backward)
        slope = None if dx is None else np.zeros_like(prediction)
        step = loss.bind(LossCell(prediction, target, value, slope, layer.weight, row_weights=weights))
        self._loss.extend(step.forward)
        through = activation.bind(x, prediction, slope, dx)
        return Step(through.forward, (*step.backward, *through.backward))

    def _bind_penalties(self, penalised: list[tuple[Array, Array, Weight]]) -> None:
        """Add l1 sum|w| + l2 sum(w^2) to the loss, and its slope l1 sign(w) + 2 l2 w to the gradient."""
        penalty = self._penalty
        self._loss.append(call(penalty.fill, 0.0))
        for w, dw, weight in penalised:
            part, total = np.zeros_like(w), np.zeros((), w.dtype)
            l1, l2, twice_l2 = number(weight.l1, w), number(weight.l2, w), number(2 * weight.l2, w)
            if weight.l1:
                self._loss += [call(np.abs, w, part), call(np.add.reduce, part, out=total)]
                self._loss += [call(np.multiply, total, l1, total), call(np.add, penalty, total, penalty)]
                self._backward += [call(np.sign, w, part), call(np.multiply, part, l1, part)]
                self._backward += [call(np.add, dw, part, dw)]
            if weight.l2:
                self._loss += [call(np.dot, w, w, total)]
                self._loss += [call(np.multiply, total, l2, total), call(np.add, penalty, total, penalty)]
                self._backward += [call(np.multiply, w, twice_l2, part), call(np.add, dw, part, dw)]
