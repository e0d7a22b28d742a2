"""The recurrent layer that remembers for long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.declare import pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Array, Call, Cell, Sample, Weight, call
from engine.layers.families.packed import Packed
from engine.layers.families.recurrence import Gated, recurrence_samples
from engine.layers.families.squashing import beside, squash
from engine.layers.families.unrolled import Flow, Unrolled


@dataclass(frozen=True)
class LSTM(Gated):
    """Reads a sequence step by step, with a memory behind gates: it can keep what it read for a long time.

    i = s(x W_i + h U_i + b_i)
    f = s(x W_f + h U_f + b_f)
    g = a(x W_c + h U_c + b_c)
    o = s(x W_o + h U_o + b_o)
    c' = f c + i g
    h' = o a(c')
    x holds the numbers of one step, h what the layer said at the step before, c its memory; both begin as zeros,
    or as what is wired to its state, h beside c. s is a sigmoid: each gate is a number between 0, closed, and
    1, open, for each unit. The input gate i says how much of the new g to write, the forget gate f how much
    of the memory to keep, the output gate o how much of it to tell. As the memory is only multiplied by f and
    added to, gradients flow back through many steps without fading: that is what sets it apart from a simple
    RNN. Biases of the forget gate begin at 1, so that it remembers at first (Jozefowicz, Zaremba and
    Sutskever 2015).
    Off, "return sequences" gives the last output alone, a summary of the whole sequence; on, the outputs of all
    steps, which is what another recurrent layer reads. Steps that a mask calls padding are passed over, and the
    memory stays as it was. Dropout silences the same numbers at all steps of a row (Gal and Ghahramani 2016).
    Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; forget gate: Gers, Schmidhuber and Cummins 2000.
    Layout and names of the weights are those of Keras, with the gates in the order i, f, g, o.
    """

    title = "LSTM"
    aliases = (
        *("lstmLayer", "long short-term memory", "biLSTM", "bilstmLayer", "Bidirectional", "recurrent"),
        *("RNN", "sequence", "CuDNNLSTM"),
    )
    listed = 0
    order = (3, 0, 1, 2)
    memories = 2

    unit_forget_bias: bool = setting(
        True, "Begins with the gate that forgets open: its biases are 1.", advanced=True
    )

    def _bias(self) -> Weight:
        weight = super()._bias()
        return (
            replace(weight, initializer=ForgetOpen(weight.initializer)) if self.unit_forget_bias else weight
        )

    def unroll(self, packed: Packed, flow: Flow, cell: Cell) -> Unrolled:
        """The steps below."""
        return _Steps(self, packed, flow, cell)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Every option."""
        tanh, hard, gelu, softmax = (
            ACTIVATIONS[kind]() for kind in ("tanh", "hard_sigmoid", "gelu", "softmax")
        )
        return (
            *recurrence_samples(cls),
            Sample(cls(units=2, recurrent_activation=hard, activation=gelu), ((3, 2),)),
            Sample(cls(units=2, recurrent_activation=tanh, activation=softmax), ((2, 3),)),
            Sample(cls(units=2, unit_forget_bias=False), ((1, 2),)),
        )


class _Steps(Unrolled):
    """`values[t]` are o, i, f, g and, beside them, the memory c before step t, (steps + 1, 5, rows, units).

    `told[t]` is a(c'). `factor` holds what dh' (for o) and dc' (for i, f, g) are multiplied by to become gradients of
    the sums, for some steps at once; `telling` that of dh' to become one of c'.
    """

    def __init__(self, layer: LSTM, packed: Packed, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, flow, cell)
        gate, candidate = layer.recurrent_activation, layer.activation
        self.values, self.told = self.kept(5, more=1), self.kept()
        self.c, outcome = self.values[:, 4], self.values[:-1, :4]
        self.sums = self.kept(4) if gate.needs_input or candidate.needs_input else outcome
        self.products, self.new = self.passing(2), self.passing()
        self.dc, self.dc_past = self.passing(), self.passing()
        self.memories.append((self.c, self.dc))
        self.factor, self.telling = self.passing(self.at_once, 4), self.passing(self.at_once)
        self._squash(layer, outcome)

    def _squash(self, layer: LSTM, outcome: Array) -> None:
        workspace, candidate, sums, factor = self.cell.workspace, layer.activation, self.sums, self.factor
        self.gates = layer.squash_gates(
            sums[:, :3], outcome[:, :3], factor[:, :3], workspace, [self.d[:3]] * self.steps
        )
        self.candidates = squash(
            candidate, sums[:, 3], outcome[:, 3], factor[:, 3], workspace, [self.d[3]] * self.steps
        )
        self.tellings = squash(
            candidate, self.c[1:], self.told, self.telling, workspace, [self.new] * self.steps
        )

    def step(self, t: int) -> Iterator[Call]:
        """c' = i g + f c, h' = o a(c')."""
        o, gates, inputs = self.values[t, 0], self.values[t, 1:3], self.values[t, 3:]
        yield call(np.matmul, self.reading[t], self.packed.kernel, out=self.sums[t])
        yield from beside(self.gates, self.candidates, self.sums[t], self.values[t, :4], t)
        yield call(np.multiply, gates, inputs, self.products)
        yield call(np.add, self.products[0], self.products[1], self.c[t + 1])
        yield from self.tellings.forward(t)
        yield call(np.multiply, o, self.told[t], self.h[t + 1])
        yield from self.carry(self.c, t)

    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """a(c') o', g i', c f', i g' for the sums, and o a'(c') for c'; a prime on a gate is its slope."""
        values, factor, telling = (
            self.values[start:stop],
            self.factor[: stop - start],
            self.telling[: stop - start],
        )
        yield from self.gates.slope(start, stop)
        yield from self.candidates.slope(start, stop)
        yield from self.tellings.slope(start, stop)
        yield call(np.multiply, factor[:, 0], self.told[start:stop], factor[:, 0])
        yield call(np.multiply, factor[:, 1:3], values[:, 3:], factor[:, 1:3])
        yield call(np.multiply, factor[:, 3], values[:, 1], factor[:, 3])
        yield call(np.multiply, telling, values[:, 0], telling)

    def back(self, t: int) -> Iterator[Call]:
        """dc' += o a'(c') dh', then the gradients of the sums, and dc = f dc'."""
        factor = self.factor[t % self.at_once]
        yield from self.let_past(self.dc, self.dc_past, t)
        yield call(np.multiply, self.dh, self.telling[t % self.at_once], self.new)
        yield from self.tellings.back(t)
        yield call(np.add, self.dc, self.new, self.dc)
        yield call(np.multiply, self.dh, factor[0], self.d[0])
        for gate in (1, 2, 3):
            yield call(np.multiply, self.dc, factor[gate], self.d[gate])
        yield from self.gates.back(t)
        yield from self.candidates.back(t)
        yield from self.record(t)
        if self.goes_on(t):
            yield call(np.multiply, self.dc, self.values[t, 2], self.dc)
            yield from self.let_in(self.dc, self.dc_past)
            yield from self.through_sums(t)


@dataclass(frozen=True)
class ForgetOpen(Initializer):
    """The biases of an LSTM: 1 for the gate that forgets, so that it begins open; the others by `rest`."""

    rest: Initializer = pick(INITIALIZERS, "zeros", "How the other gates' biases get their first values.")

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Input gate, forget gate, candidate, output gate."""
        units = len(out) // 4
        rest = self.rest.draw((3 * units,), rng)
        out[...] = np.concatenate([rest[:units], np.ones(units), rest[units:]])
