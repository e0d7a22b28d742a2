"""The compiled step: a network and a batch size become buffers laid out once, and a straight list of operations.

Running a plan allocates nothing: each operation is a numpy function bound to the arrays that it reads and writes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

import numpy as np

from engine.arena import Arena, Meter, Workspace, rounded
from engine.layers.base import Array, Call, Cell, Scratch, Step, call
from engine.layers.input import Input
from engine.layers.output import Output
from engine.lifetimes import Lifetimes
from engine.losses.base import LossCell, Mean
from engine.outline import Outline
from engine.penalties import Penalised, bind_layer, bind_penalties
from engine.straight import straight

if TYPE_CHECKING:
    from engine.graph import Edge
    from engine.network import Network


class Stage(NamedTuple):
    """What one node does in one pass of a step, and the moment at which.

    The node is "" for what is done for the whole network: penalties, and gradients of shared weights.
    """

    node: str
    part: Literal["forward", "loss", "backward"]
    moment: int
    operations: tuple[Call, ...]


class Portion(NamedTuple):
    """Some rows of a larger batch, for a plan that computes them alone: views into the whole batch's arrays.

    `values` are those of Inputs and Outputs. The loss counts by `share`; penalties on weights are for one plan to add.
    """

    values: Mapping[str, Array]
    targets: Mapping[str, Array]
    row_weights: Mapping[str, Array]
    share: float
    penalties: bool


class Plan:
    """One step for a fixed number of rows, or for a portion of a larger batch.

    Fill `inputs` and `targets`, call `forward`, read `outputs`; then `loss`, and in a training plan `backward`, which
    leaves the gradient of the loss, penalties included, in the network's `gradient`. In a weighted plan `row_weights`
    holds the weight of each row's loss for every Output, ones at first; in others it is empty.

    The gradients that a node receives from several readers are summed, and so are those of weights that layers share.
    A layer that is a mere view shares the memory of what it looks at, forward and backward. Nothing flows back into
    nodes that depend on no weight. Which nodes have a mask is settled here, once: those that make one, and those that
    pass on one that they read. Some layers are bound with the one before: in a plan for predictions as its finish, in
    training as what follows. Values and slopes lie in one arena, in the same place where engine.lifetimes allows.
    """

    batches: ClassVar[int] = 1
    """How many batches it holds at once; engine.chain holds more."""

    def __init__(
        self,
        network: Network,
        batch: int,
        training: bool,
        rng: np.random.Generator,
        weighted: bool = False,
        portion: Portion | None = None,
    ) -> None:
        self.batch, self._portion = batch, portion
        self.inputs: dict[str, Array] = {}
        self.outputs: dict[str, Array] = {}
        self.targets: dict[str, Array] = {}
        self.row_weights: dict[str, Array] = {}
        self.lifetimes = Lifetimes(network.analysis, training)
        # Those are bound with the node that they are a finish of, or that they follow.
        finishing = (each for run in self.lifetimes.finishers.values() for each in run)
        self._bound_before = {*finishing, *self.lifetimes.followers.values()}
        given = portion.values if portion is not None else {}
        lent = {self.lifetimes.values[node_id]: value for node_id, value in given.items()}
        self.arena = Arena(self.lifetimes.blocks, batch, network.dtype, lent)
        self._network, self._training, self.rng = network, training, rng
        self._losses: dict[str, tuple[float, Mean]] = {}
        self._parts: dict[str, dict[str, Array]] = {}
        self._penalty: Array = np.zeros((), network.dtype)
        self._activity: dict[str, Array] = {}
        self._values = {
            node_id: self.arena.array(block, self.lifetimes.shape(node_id))
            for node_id, block in self.lifetimes.values.items()
        }
        self._slopes = {
            edge: self.arena.array(block, self.lifetimes.shape(edge.source))
            for edge, block in self.lifetimes.slopes.items()
        }
        self._masks: dict[str, Array | None] = {}
        self._lay_ends(weighted)
        self.stages = tuple(self._lay_out())
        self._forward, self._loss, self._backward = (
            straight([each for stage in self.stages if stage.part == part for each in stage.operations])
            for part in ("forward", "loss", "backward")
        )

    def step(self, number: int = 0) -> float:  # noqa: ARG002 - there is one batch
        """Forward, loss and backward in one go; returns the loss."""
        self.forward()
        loss = self.loss()
        self.backward()
        return loss

    def forward(self) -> None:
        """From `inputs` to `outputs`."""
        self._forward()

    def loss(self) -> float:
        """The mean loss of the rows, after `forward`: that of every Output by its weight, and the penalties."""
        self._loss()
        total = float(self._penalty)
        for penalty in self._activity.values():
            total += float(penalty)
        for weight, mean in self._losses.values():
            total += weight * float(mean)
        return total

    def backward(self) -> None:
        """From the truth in `targets` to the network's `gradient`, after `loss`."""
        self._backward()

    # --- laying out ----------------------------------------------------------------------------------------

    def _lay_ends(self, weighted: bool) -> None:
        """What is filled and read from outside."""
        portion = self._portion
        for node_id in self.lifetimes.order:
            layer, value = self.lifetimes.layer(node_id), self._values[node_id]
            if isinstance(layer, Input):
                value.fill(0)
                self.inputs[node_id] = value
            if isinstance(layer, Output):
                loss, answers = layer.settled[1], value.shape[:-1]
                self.outputs[node_id] = value
                factor = self._weight_of(layer) / loss.added(prod(answers))
                self._losses[node_id] = factor, Mean(value.dtype)
                if portion is not None:
                    self.targets[node_id] = portion.targets[node_id]
                    self.row_weights |= {each: portion.row_weights[each] for each in [node_id] if weighted}
                    continue
                self.targets[node_id] = np.zeros((*answers, loss.target_size(value.shape[-1])), value.dtype)
                if weighted:
                    self.row_weights[node_id] = np.ones(self.batch, value.dtype)

    def _lay_out(self) -> list[Stage]:
        """Every stage in order."""
        when = self.lifetimes
        joins = {node_id: self._lay_mask(node_id) for node_id in when.order}
        steps = self._bind_all()
        penalties = bind_penalties(self._penalised(), self._penalty, self.workspace)
        return [
            *(
                Stage(each, "forward", when.forward[each], joins[each] + steps[each][0].forward)
                for each in when.order
            ),
            *(Stage(each, "loss", when.loss, steps[each][1]) for each in self.outputs),
            Stage("", "loss", when.loss, penalties.forward),
            *(
                Stage(each, "backward", when.backward[each], steps[each][0].backward + self._gather(each))
                for each in reversed(when.order)
                if each in when.flowing
            ),
            Stage("", "backward", when.end, (*self._share(), *penalties.backward)),
        ]

    def _lay_mask(self, node_id: str) -> tuple[Call, ...]:
        """Settle which steps of a node's output are real, (batch, steps) of bool; what is to be done for it."""
        layer, shape = self.lifetimes.layer(node_id), self.lifetimes.shape(node_id)
        masks = [self._masks[edge.source] for edge in self._edges(node_id)]
        self._masks[node_id] = None
        told = any(mask is not None for mask in masks)
        if shape and (layer.makes_mask or (layer.joins_masks and told)):
            self._masks[node_id] = np.ones((self.batch, shape[0]), np.bool_)
        elif layer.merges:
            return self._join_masks(node_id, masks)
        elif layer.passes_mask and masks:
            self._masks[node_id] = masks[0]
        return ()

    def _join_masks(self, node_id: str, masks: list[Array | None]) -> tuple[Call, ...]:
        """Where wires are merged, a step is real where it is in any of them (Keras' merging layers).

        A wire with fewer axes than the output has other steps, so that its mask says nothing of these.
        """
        shape = self.lifetimes.shape(node_id)
        there = [
            mask
            for edge, mask in zip(self._edges(node_id), masks, strict=True)
            if mask is not None and len(self.lifetimes.shape(edge.source)) == len(shape)
        ]
        if len(there) < len(masks):
            return ()
        if all(mask is there[0] for mask in there):
            self._masks[node_id] = there[0]
            return ()
        joined = self._masks[node_id] = np.empty((self.batch, shape[0]), np.bool_)
        return (
            call(np.copyto, joined, there[0]),
            *(call(np.logical_or, joined, mask, joined) for mask in there[1:]),
        )

    # --- binding -------------------------------------------------------------------------------------------

    def _bind_all(self) -> dict[str, tuple[Step, tuple[Call, ...]]]:
        """The operations of every node. Those with passing work are bound twice, first in outline to measure it."""
        steps, needs = {}, {"": max((rounded(each.w.nbytes) for each in self._penalised()), default=0)}
        for node_id in self.lifetimes.order:
            meter, outline = Meter(), Outline()
            steps[node_id] = self._bind(node_id, meter.take, outline)
            if meter.size or outline.left_out:
                needs[node_id] = meter.size
                del steps[node_id]
        self.workspace = Workspace(max(needs.values()))
        for node_id in self.lifetimes.order:
            if node_id not in steps:
                self.workspace.begin()
                steps[node_id] = self._bind(node_id, self.workspace.take)
        return steps

    def _bind(
        self, node_id: str, scratch: Scratch, outline: Outline | None = None
    ) -> tuple[Step, tuple[Call, ...]]:
        """The operations of a node: forward and backward, and those of its loss."""
        layer = self.lifetimes.layer(node_id)
        if isinstance(layer, Input) or layer.view:
            return Step(), ()
        edges = self._edges(node_id)
        if isinstance(layer, Output):
            prediction, target, (_, value) = (
                self._values[node_id],
                self.targets[node_id],
                self._losses[node_id],
            )
            weights, dx = self.row_weights.get(node_id), self._slopes.get(edges[0])
            end = LossCell(prediction, target, value, dx, self._weight_of(layer), row_weights=weights)
            x, mask = self._values[edges[0].source], self._masks[edges[0].source]
            return bind_output(layer, x, end, mask, scratch)
        if node_id in self._bound_before:
            return Step(), ()
        cell = self._cell(node_id, scratch, outline)
        if (follower := self.lifetimes.followers.get(node_id)) is not None:
            cell.follower = self.lifetimes.layer(follower), self._cell(follower, scratch)
        finishes = [
            self.lifetimes.layer(each).finish(self._cell(each, scratch))
            for each in self.lifetimes.finishers.get(node_id, ())
        ]
        if not finishes:
            return self._bind_layer(node_id, cell), ()
        cell.finish = lambda index, scratch: [
            operation for finish in finishes for operation in finish.part(index, scratch)
        ]
        step = layer.bind(cell)
        before = tuple(operation for finish in finishes for operation in finish.before)
        return Step((*before, *step.forward), step.backward), ()

    def _bind_layer(self, node_id: str, cell: Cell) -> Step:
        """The operations of a layer, with the penalty on its output where it has one."""
        layer = self.lifetimes.layer(node_id)
        if any(layer.activity):
            self._activity.setdefault(node_id, np.zeros((), cell.y.dtype))
        return bind_layer(layer, cell, self._activity.get(node_id, self._penalty))

    def _cell(self, node_id: str, scratch: Scratch, outline: Outline | None = None) -> Cell:
        """The buffers that a layer works on."""
        layer, edges = self.lifetimes.layer(node_id), self._edges(node_id)
        return Cell(
            x=tuple(self._values[edge.source] for edge in edges),
            y=self._values[node_id],
            dy=self._slopes[self.lifetimes.gathers[node_id]] if node_id in self.lifetimes.flowing else None,
            dx=tuple(self._slopes.get(edge) for edge in edges),
            weights=self._network.weights[node_id],
            gradients=self._gradients(node_id),
            training=self._training,
            rng=self.rng,
            masks=tuple(self._masks[edge.source] for edge in edges),
            made_mask=self._masks[node_id] if layer.makes_mask or layer.joins_masks else None,
            workspace=scratch,
            outline=outline,
            rows=self._network.rows.get(node_id, {}) if self._training else {},
        )

    def _gradients(self, node_id: str) -> Mapping[str, Array]:
        """Where a layer writes its gradients: the network's, or a share that is added to the owner's at the end."""
        gradients = self._network.gradients[node_id]
        if node_id not in self.lifetimes.flowing:
            return {}
        if not self._network.analysis.facts[node_id].shares:
            return gradients
        if node_id not in self._parts:
            self._parts[node_id] = {name: np.zeros_like(total) for name, total in gradients.items()}
        return self._parts[node_id]

    def _share(self) -> tuple[Call, ...]:
        """Add the gradients of sharers to those of the owners."""
        totals = self._network.gradients
        return tuple(
            call(np.add, totals[node_id][name], part, totals[node_id][name])
            for node_id, parts in self._parts.items()
            for name, part in parts.items()
        )

    def _gather(self, node_id: str) -> tuple[Call, ...]:
        """Add what a node hands back to its inputs to what these have from other readers already."""
        return tuple(
            call(np.add, self._slopes[first], self._slopes[edge], self._slopes[first])
            for edge in self._edges(node_id)
            if edge in self._slopes and (first := self.lifetimes.gathers[edge.source]) != edge
        )

    def _penalised(self) -> list[Penalised]:
        """Every weight with a penalty."""
        network = self._network
        if self._portion is not None and not self._portion.penalties:
            return []
        return [
            Penalised(
                w,
                network.weights[node_id][w.name].reshape(-1),
                network.gradients[node_id][w.name].reshape(-1),
            )
            for node_id in self.lifetimes.order
            for w in network.analysis.facts[node_id].weights
            if w.trainable and w.penalised
        ]

    def _weight_of(self, output: Output) -> float:
        """How much an Output's loss counts here."""
        return output.weight * (1.0 if self._portion is None else self._portion.share)

    def _edges(self, node_id: str) -> list[Edge]:
        return self._network.graph.edges_in_order(node_id)


def bind_output(
    layer: Output, x: Array, cell: LossCell, mask: Array | None, scratch: Scratch
) -> tuple[Step, tuple[Call, ...]]:
    """The operations of an Output that reads `x`, and those of its loss. The slope in `cell` is that along `x`.

    The loss takes the logits where it can, else the prediction that the activation makes of them. Steps that are not
    real count nothing in the loss.
    """
    activation, loss = layer.settled
    absorbed, dx, prediction = loss.absorbs == activation.kind(), cell.gradient, cell.prediction
    slope = dx if absorbed or dx is None else np.zeros_like(prediction)
    cell = dataclasses.replace(cell, gradient=slope, logits=x if absorbed else None)
    step = loss.reduce(cell, mask)
    if absorbed:
        return Step(step.predict, step.backward), step.forward
    through = activation.bind(x, prediction, slope, dx, scratch)
    return Step(through.forward, (*step.backward, *through.backward)), step.forward
