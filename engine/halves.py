"""The compiled step of a network of middling size: two threads each take half of the batch through all of it.

Where a layer cuts its products, the threads wait for each other at every product. Here they meet once a step: each half
is a plan of its own, on the same weights but with a gradient of its own, and both gradients are added up. What is cut
follows from the network and the batch alone, so that a run gives the same bits with one thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine import parallel
from engine.layers.input import Input
from engine.layers.output import Output
from engine.plan import Plan, Portion, Stage

if TYPE_CHECKING:
    from engine.analysis import Analysis
    from engine.layers.base import Array, Layer
    from engine.network import Network

LEAST = 1 << 24
"""The fewest multiply-adds of a step that are worth meeting for: some hundred microseconds for each half."""
MOST = 1 << 28
"""The most: where a product takes long, a meeting at each costs little, and half of the kernel is at hand for each."""
PARAMETERS = 1 << 18
"""The most numbers of a gradient: to write two and add them up must cost less than the meetings do.

Measured on two cores, where a meeting takes 40 microseconds and each layer has two: the second gradient takes 100 with
235,000 numbers, as in 784-256-128-10, and 400 with 470,000, which leave the second level of the cache.
"""
AWAY = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""How far from the first half's random numbers those of the second begin: as far as numpy's `jumped` goes.

It is the golden ratio's part of the period. A power of two is no choice: so many lower bits of the state, for ever the
same in both halves, would tie their numbers together.
"""


def suits(analysis: Analysis, batch: int) -> bool:
    """Whether a network's training step is computed in halves."""
    facts = analysis.facts.values()
    apart = all(_apart(fact.layer) for fact in facts)
    multiply_adds = 3 * batch * sum(fact.multiply_adds for fact in facts)
    return (
        apart
        and LEAST <= multiply_adds <= MOST
        and sum(fact.trainable for fact in facts) <= PARAMETERS
        and batch > 1
    )


def _apart(layer: Layer) -> bool:
    """Whether what becomes of a row, and its share in the loss, is the same without the others."""
    if isinstance(layer, Output):
        return layer.settled[1].reduction == "mean"
    return (layer.view or layer.rows_apart or isinstance(layer, Input)) and not any(layer.activity)


class Halves:
    """One training step for a fixed number of rows, as engine.plan has it. `rng` is one of np.random.default_rng.

    `fill` is called before the next step with the rows of each half, by the thread that computes it, to copy what is to
    be in `inputs`, `targets` and `row_weights` there; None where all has been filled in.
    """

    batches: ClassVar[int] = 1

    def __init__(
        self, network: Network, batch: int, rng: np.random.Generator, weighted: bool = False
    ) -> None:
        self.batch = batch
        self.inputs: dict[str, Array] = {}
        self.outputs: dict[str, Array] = {}
        self.targets: dict[str, Array] = {}
        self.row_weights: dict[str, Array] = {}
        self.fill: Callable[[slice], None] | None = None
        self._rows = parallel.shares(batch)
        self._lay_ends(network, weighted)
        other = network.beside()
        self._bits, self._other_bits = rng.bit_generator, np.random.PCG64()
        self._plans = [
            self._plan(each, rows, random, weighted)
            for each, rows, random in zip(
                (network, other),
                self._rows,
                (rng, np.random.Generator(self._other_bits)),
                strict=True,
            )
        ]
        self._gradient, self._other_gradient = network.gradient, other.gradient
        self._losses = [0.0, 0.0]
        self._forward, self._loss, self._backward, self._step = (
            parallel.split([partial(part, number) for number in range(2)])
            for part in (self._go_forward, self._measure, self._go_back, self._take)
        )

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage of both halves, one half after the other, and what is done before and after."""
        first, *_, last = [stage for plan in self._plans for stage in plan.stages]
        return (
            Stage("", "forward", first.moment, (self._part_ways,)),
            *(stage for plan in self._plans for stage in plan.stages),
            Stage("", "backward", last.moment, (self._add_up,)),
        )

    def step(self, number: int = 0) -> float:  # noqa: ARG002 - there is one batch
        """Forward, loss and backward in one go; returns the loss."""
        self._part_ways()
        self._step()
        self.fill = None
        self._add_up()
        return sum(self._losses)

    def forward(self) -> None:
        """From `inputs` to `outputs`."""
        self._part_ways()
        self._forward()
        self.fill = None

    def loss(self) -> float:
        """The mean loss of the rows, after `forward`."""
        self._loss()
        return sum(self._losses)

    def backward(self) -> None:
        """From the truth in `targets` to the network's `gradient`, after `loss`."""
        self._backward()
        self._add_up()

    # --- laying out ------------------------------------------------------------------------------------------------

    def _lay_ends(self, network: Network, weighted: bool) -> None:
        """What is filled and read from outside, for the whole batch."""
        for node_id, fact in network.analysis.facts.items():
            value = np.zeros((self.batch, *(fact.shape or ())), network.dtype)
            if isinstance(fact.layer, Input):
                self.inputs[node_id] = value
            if isinstance(fact.layer, Output):
                size = fact.layer.settled[1].target_size(value.shape[-1])
                self.outputs[node_id] = value
                self.targets[node_id] = np.zeros((*value.shape[:-1], size), network.dtype)
                if weighted:
                    self.row_weights[node_id] = np.ones(self.batch, network.dtype)

    def _plan(self, network: Network, rows: slice, rng: np.random.Generator, weighted: bool) -> Plan:
        """The plan of one half; penalties on weights are in that of the first."""
        count = rows.stop - rows.start
        values, targets, row_weights = (
            {node_id: array[rows] for node_id, array in arrays.items()}
            for arrays in (self.inputs | self.outputs, self.targets, self.row_weights)
        )
        portion = Portion(values, targets, row_weights, count / self.batch, penalties=not rows.start)
        return Plan(network, count, True, rng, weighted, portion)

    # --- running ---------------------------------------------------------------------------------------------------

    def _part_ways(self) -> None:
        """Random numbers of the second half follow from those of the first, but far away from them."""
        state: Any = self._bits.state
        self._other_bits.state = state
        self._other_bits.advance(AWAY)

    def _fetch(self, number: int) -> None:
        if self.fill is not None:
            self.fill(self._rows[number])

    def _go_forward(self, number: int) -> None:
        self._fetch(number)
        self._plans[number].forward()

    def _measure(self, number: int) -> None:
        self._losses[number] = self._plans[number].loss()

    def _go_back(self, number: int) -> None:
        self._plans[number].backward()

    def _take(self, number: int) -> None:
        self._fetch(number)
        self._losses[number] = self._plans[number].step()

    def _add_up(self) -> None:
        np.add(self._gradient, self._other_gradient, self._gradient)
