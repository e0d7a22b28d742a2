"""The recurrent layer that remembers for long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import pick, setting
from engine.initializers import INITIALIZERS
from engine.initializers.base import Initializer
from engine.layers.base import Call, Cell, Sample, Weight, WeightedLayer, call
from engine.layers.gates import Packed, Squash, apply
from engine.layers.recurrence import Recurrence, recurrence_samples
from engine.layers.unrolled import Flow, Unrolled


@dataclass(frozen=True)
class LSTM(Recurrence, WeightedLayer):
    """Reads a sequence step by step, with a memory behind gates: it can keep what it read for a long time.

    i = s(x W_i + h U_i + b_i)
    f = s(x W_f + h U_f + b_f)
    g = a(x W_c + h U_c + b_c)
    o = s(x W_o + h U_o + b_o)
    c' = f c + i g
    h' = o a(c')
    x holds the numbers of one step, h what the layer said at the step before, c its memory; both begin as zeros. s
    is a sigmoid: each gate is a number between 0, closed, and 1, open, for each unit. The input gate i says how
    much of the new g to write, the forget gate f how much of the memory to keep, the output gate o how much of it
    to tell. As the memory is only multiplied by f and added to, gradients flow back through many steps without
    fading: that is what sets it apart from a simple RNN. Biases of the forget gate begin at 1, so that it remembers
    at first (Jozefowicz, Zaremba and Sutskever 2015).
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
    gates = 4

    recurrent_activation: Activation = pick(
        ACTIVATIONS, "sigmoid", "What opens and closes the gates.", advanced=True
    )
    unit_forget_bias: bool = setting(
        True, "Begins with the gate that forgets open: its biases are 1.", advanced=True
    )

    @property
    def functions(self) -> tuple[Activation, ...]:
        """In Keras' order: input gate, forget gate, candidate, output gate."""
        gate = self.recurrent_activation
        return (gate, gate, self.activation, gate)

    def _bias(self) -> Weight:
        weight = super()._bias()
        return (
            replace(weight, initializer=ForgetOpen(weight.initializer)) if self.unit_forget_bias else weight
        )

    def unroll(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> Unrolled:
        """The steps below."""
        return _Steps(packed, squash, flow, cell)

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
    """`c` is the memory, laid out as `h` is; `bounded` holds f(c[t + 1]) at t."""

    def __init__(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, squash, flow, cell)
        rows, units = self.rows, self.units
        self.c = self.keep(self.steps + 1, rows, units)
        self.bounded = self.keep(self.steps, rows, units)
        self.dc, self.kept_c, self.new = (cell.scratch(rows, units) for _ in range(3))
        slope = None if flow.dy is None else self.new
        self._bounds = [
            apply(squash.candidate, c, y, slope, self.part[0])
            for c, y in zip(self.c[1:], self.bounded, strict=True)
        ]

    def step(self, t: int) -> Iterator[Call]:
        """c' = f c + i g, h' = o f(c')."""
        i, f, g, o = self.values[:, t]
        c = self.c[t + 1]
        yield from self.add_past(t)
        yield from self.activate(t)
        yield call(np.multiply, i, g, c)
        if t:
            yield call(np.multiply, f, self.c[t], self.new)
            yield call(np.add, c, self.new, c)
        yield from self._bounds[t].forward
        yield call(np.multiply, o, self.bounded[t], self.h[t + 1])
        yield from self.carry(self.c, t)

    def begin_back(self) -> Iterator[Call]:
        """dc = 0 after the last step."""
        yield call(self.dc.fill, 0)

    def back(self, t: int) -> Iterator[Call]:
        """do = f(c') dh, dc' += o f'(c') dh, di = g dc', df = c dc', dg = i dc', dc = f dc'."""
        i, f, g, o = self.values[:, t]
        di, df, dg, do = self.slopes[:, t]
        yield from self.part_masked(t, self.dc, self.kept_c)
        yield call(np.multiply, self.dh, self.bounded[t], do)
        yield call(np.multiply, self.dh, o, self.new)
        yield from self._bounds[t].backward
        yield call(np.add, self.dc, self.new, self.dc)
        yield call(np.multiply, self.dc, g, di)
        yield call(np.multiply, self.dc, self.c[t], df)
        yield call(np.multiply, self.dc, i, dg)
        yield from self.deactivate(t)
        if t:
            yield call(np.multiply, self.dc, f, self.dc)
            yield from self.join_masked(self.dc, self.kept_c)
            yield from self.recur_back(t)


@dataclass(frozen=True)
class ForgetOpen(Initializer):
    """The biases of an LSTM: 1 for the gate that forgets, so that it begins open; the others by `rest`."""

    rest: Initializer = pick(INITIALIZERS, "zeros", "How the other gates' biases get their first values.")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
        """Input gate, forget gate, candidate, output gate."""
        units = shape[0] // 4
        rest = self.rest.draw((3 * units,), rng)
        return np.concatenate([rest[:units], np.ones(units), rest[units:]])
