"""The plainest recurrent layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.layers.base import Call, Cell, Sample, call
from engine.layers.families.packed import Packed
from engine.layers.families.recurrence import Recurrence, recurrence_samples
from engine.layers.families.squashing import squash
from engine.layers.families.unrolled import Flow, Unrolled


@dataclass(frozen=True)
class SimpleRNN(Recurrence):
    """Reads a sequence step by step, and mixes what it reads at each step with what it remembers of the steps before.

    h' = f(x W + h U + b)
    x holds the numbers of one step, h the memory, a number per unit, and h' the memory after it, which is the
    output of that step too. The memory begins as zeros, or as what is wired to its state. The same weights
    serve all steps: W (features x units) weighs what is read, U (units x units) what is remembered. Off,
    "return sequences" gives the last output alone, a summary of the whole sequence for the layers that
    follow; on, the outputs of all steps, which is what another recurrent layer reads. Each step passes the
    memory through U and f once more, so that after some ten steps little is left of what was read: for longer
    sequences take an LSTM or a GRU. Steps that a mask calls padding are passed over, and the memory stays as
    it was. Dropout silences the same numbers at all steps of a row (Gal and Ghahramani 2016).
    Elman 1990, "Finding Structure in Time"; U begins orthogonal, which keeps signals from fading at first (Saxe,
    McClelland and Ganguli 2014). Layout and names of the weights are those of Keras.
    """

    title = "Simple RNN"
    aliases = ("RNN", "Elman network", "vanilla RNN", "recurrent", "biRNN", "Bidirectional", "sequence")
    listed = 20

    def unroll(self, packed: Packed, flow: Flow, cell: Cell) -> Unrolled:
        """The steps below."""
        return _Steps(self, packed, flow, cell)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Every option, and activations of every sort."""
        return (
            *recurrence_samples(cls),
            *(
                Sample(cls(units=2, activation=ACTIVATIONS[kind]()), ((3, 2),))
                for kind in ("relu", "mish", "softmax")
            ),
        )


class _Steps(Unrolled):
    """`values` are what the steps make of their `sums`, (steps, rows, units)."""

    def __init__(self, layer: SimpleRNN, packed: Packed, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, flow, cell)
        self.sums = self.kept()
        self.values = self.kept() if layer.activation.needs_input else self.sums
        self.factor = self.passing(self.at_once)
        self.squash = squash(
            layer.activation, self.sums, self.values, self.factor, cell.workspace, self.slopes
        )

    def step(self, t: int) -> Iterator[Call]:
        """h' = f(x W + h U + b)."""
        yield call(np.dot, self.reading[t], self.packed.kernel[0], self.sums[t])
        yield from self.squash.forward(t)
        yield call(np.copyto, self.h[t + 1], self.values[t])

    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """f'."""
        yield from self.squash.slope(start, stop)

    def back(self, t: int) -> Iterator[Call]:
        """dh = (f' dh') U^T."""
        yield call(np.multiply, self.dh, self.factor[t % self.at_once], self.slopes[t])
        yield from self.squash.back(t)
        if self.goes_on(t):
            yield from self.through_sums(t)
