"""The recurrent layer with two gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import pick, setting
from engine.layers.base import Array, Call, Cell, Sample, Weight, WeightedLayer, call
from engine.layers.gates import Packed, Squash, Weights
from engine.layers.recurrence import Recurrence, recurrence_samples
from engine.layers.unrolled import Flow, Unrolled

GATES, NEW = slice(0, 2), slice(2, 3)
"""Of z, r and the candidate: the gates, and the candidate."""


@dataclass(frozen=True)
class GRU(Recurrence, WeightedLayer):
    """Reads a sequence step by step; one gate says how much of its memory to renew, one how much of it to look at.

    z = s(x W_z + h U_z + b_z)
    r = s(x W_r + h U_r + b_r)
    g = a(x W_h + b_h + r (h U_h + c_h))
    reset before: g = a(x W_h + b_h + (r h) U_h)
    h' = z h + (1 - z) g
    x holds the numbers of one step, h the memory, which is the output too and begins as zeros. s is a sigmoid: each
    gate is a number between 0 and 1 for each unit. The update gate z says how much of the memory stays, the reset
    gate r how much of it the new g sees. It does much the same as an LSTM with three quarters of the weights: try
    both.
    With "reset after" the reset gate works on the memory's sum, which has a bias of its own (c); without, on the
    memory before the sum, as the paper has it. The former is what Keras and PyTorch do, and faster.
    Off, "return sequences" gives the last output alone, a summary of the whole sequence; on, the outputs of all
    steps, which is what another recurrent layer reads. Steps that a mask calls padding are passed over, and the
    memory stays as it was. Dropout silences the same numbers at all steps of a row (Gal and Ghahramani 2016).
    Cho, van Merrienboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio 2014, "Learning Phrase Representations
    using RNN Encoder-Decoder for Statistical Machine Translation". Layout and names of the weights are those of
    Keras, with the gates in the order z, r, g.
    """

    title = "GRU"
    aliases = (
        *("gruLayer", "gated recurrent unit", "biGRU", "Bidirectional", "recurrent", "RNN", "sequence"),
        "CuDNNGRU",
    )
    gates = 3

    recurrent_activation: Activation = pick(
        ACTIVATIONS, "sigmoid", "What opens and closes the gates.", advanced=True
    )
    reset_after: bool = setting(
        True, "The reset gate works on the memory's sum; off, on the memory itself.", advanced=True
    )

    @property
    def functions(self) -> tuple[Activation, ...]:
        """In Keras' order: update gate, reset gate, candidate."""
        return (self.recurrent_activation, self.recurrent_activation, self.activation)

    def _bias(self) -> Weight:
        weight = super()._bias()
        return replace(weight, shape=(2, *weight.shape)) if self.reset_after else weight

    def pack(self, weights: Weights, gradients: Weights, scale: Array | None, cell: Cell) -> Packed:
        """Reset after: the candidate's block of the recurrent kernel comes first."""
        if self.reset_after:
            return _TwoBiases(weights, gradients, scale, (2, 0, 1), cell)
        return super().pack(weights, gradients, scale, cell)

    def unroll(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> Unrolled:
        """The steps below."""
        return (_After if self.reset_after else _Before)(packed, squash, flow, cell)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Every option."""
        before = tuple(
            Sample(each.layer.replace(reset_after=False), each.shapes) for each in recurrence_samples(cls)
        )
        tanh, hard, gelu, softmax = (
            ACTIVATIONS[kind]() for kind in ("tanh", "hard_sigmoid", "gelu", "softmax")
        )
        return (
            *recurrence_samples(cls),
            *before,
            Sample(cls(units=2, recurrent_activation=hard, activation=gelu), ((3, 2),)),
            Sample(cls(units=2, recurrent_activation=tanh, activation=softmax), ((2, 3),)),
        )


class _TwoBiases(Packed):
    """One bias for the sums of the input and one for those of the memory; those of the gates count as one."""

    def pack_bias(self, row: Array) -> Iterator[Call]:
        """Write both biases' sum for the gates, and the input's for the candidate."""
        of_input, of_memory = (self.by_gate(bias) for bias in self.weights["bias"])
        yield call(np.add, of_input[GATES], of_memory[GATES], row[GATES])
        yield call(np.copyto, row[NEW], of_input[NEW])
        yield call(np.multiply, row, self.scale, row)

    def unpack_bias(self, row: Array, sums: Sequence[Array]) -> Iterator[Call]:
        """Both biases of a gate have the same gradient; the memory's for the candidate has its own."""
        of_input, of_memory = (self.by_gate(bias) for bias in self.gradients["bias"])
        yield call(np.copyto, of_input, row)
        yield call(np.copyto, of_memory[GATES], row[GATES])
        yield call(np.copyto, of_memory[NEW], sums[2])


class _Steps(Unrolled):
    """What both ways of resetting have in common. `change` holds h - g; `straight` what flows past both products."""

    def __init__(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, squash, flow, cell)
        self.change = self.keep(self.steps, self.rows, self.units)
        self.straight = cell.scratch(self.rows, self.units)

    def renew(self, t: int) -> Iterator[Call]:
        """h' = z h + (1 - z) g = g + z (h - g)."""
        z, _, g = self.values[:, t]
        yield call(np.subtract, self.h[t], g, self.change[t])
        yield call(np.multiply, z, self.change[t], self.h[t + 1])
        yield call(np.add, self.h[t + 1], g, self.h[t + 1])

    def renew_back(self, t: int) -> Iterator[Call]:
        """dz = (h - g) dh', dg = (1 - z) dh', and z dh' flows straight to h."""
        dz, _, dg = self.slopes[self.extra_slopes :, t]
        yield call(np.multiply, self.dh, self.change[t], dz)
        yield call(np.multiply, self.dh, self.values[0, t], self.straight)
        yield call(np.subtract, self.dh, self.straight, dg)


class _After(_Steps):
    """Reset after the product. `past` holds h U + c of the candidate; its slopes lie before those of the gates."""

    extra_slopes = 1

    def __init__(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, squash, flow, cell)
        self.past = self.keep(self.steps, self.rows, self.units)
        self.bias = packed.by_gate(packed.weights["bias"][1])[2] if "bias" in packed.weights else None
        if flow.dy is not None and self.bias is not None:
            self.gradients = (*self.gradients, cell.scratch(1, self.units))

    def step(self, t: int) -> Iterator[Call]:
        """z and r, then g = f(x W + b + r (h U + c))."""
        past, total = self.past[t], self.sums[2, t]
        if t:
            yield from self.recur(t)
            yield call(np.add, self.sums[GATES, t], self.products[1:], self.sums[GATES, t])
        yield from self.activate(t, GATES)
        if self.bias is not None:
            yield call(np.add, self.products[0], self.bias, past) if t else call(np.copyto, past, self.bias)
        elif t:
            yield call(np.copyto, past, self.products[0])
        if t or self.bias is not None:
            yield call(np.multiply, self.values[1, t], past, self.part[0])
            yield call(np.add, total, self.part[0], total)
        yield from self.activate(t, NEW)
        yield from self.renew(t)

    def back(self, t: int) -> Iterator[Call]:
        """With a = x W + b + r past: dr = past da, dpast = r da."""
        past_slope, _, dr, da = self.slopes[:, t]
        yield from self.renew_back(t)
        yield from self.deactivate(t, NEW)
        yield call(np.multiply, da, self.past[t], dr)
        yield call(np.multiply, da, self.values[1, t], past_slope)
        yield from self.deactivate(t, GATES)
        if t:
            yield from self.recur_back(t)
            yield call(np.add, self.dh, self.straight, self.dh)

    def sum_gradients(self) -> Iterator[Call]:
        """That of c, too."""
        yield from super().sum_gradients()
        if self.bias is not None and self.packed.gradients:
            ones = np.ones((1, self.steps * self.rows), self.h.dtype)
            yield call(np.dot, ones, self.lines(self.slopes)[0], self.gradients[2])


class _Before(_Steps):
    """Reset before the product. `reset` holds r h."""

    def __init__(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, squash, flow, cell)
        self.reset = self.keep(self.steps, self.rows, self.units)

    def step(self, t: int) -> Iterator[Call]:
        """z and r, then g = f(x W + (r h) U + b)."""
        total = self.sums[2, t]
        if t:
            yield from self.recur(t, GATES)
            yield call(np.add, self.sums[GATES, t], self.products[GATES], self.sums[GATES, t])
        yield from self.activate(t, GATES)
        if t:
            yield call(np.multiply, self.values[1, t], self.read_h[t], self.reset[t])
            yield call(np.dot, self.reset[t], self.packed.recurrent[2], self.products[2])
            yield call(np.add, total, self.products[2], total)
        yield from self.activate(t, NEW)
        yield from self.renew(t)

    def back(self, t: int) -> Iterator[Call]:
        """With p = r h and a = x W + p U + b: dp = da U^T, dr = h dp, and r dp flows to h."""
        _, dr, da = self.slopes[:, t]
        yield from self.renew_back(t)
        yield from self.deactivate(t, NEW)
        if not t:
            yield call(dr.fill, 0)
            yield from self.deactivate(t, GATES)
            return
        through = self.products[2]
        yield call(np.dot, da, self.packed.turned[2], through)
        yield call(np.multiply, through, self.read_h[t], dr)
        yield call(np.multiply, through, self.values[1, t], through)
        yield from self.deactivate(t, GATES)
        yield from self.recur_back(t, GATES, through)
        yield call(np.add, self.dh, self.straight, self.dh)

    def sum_recurrent(self, total: Array) -> Iterator[Call]:
        """The candidate's product was with r h."""
        yield call(
            np.matmul, self.line(self.read_h[1:]).T, self.lines(self.slopes[GATES, 1:]), out=total[GATES]
        )
        yield call(np.dot, self.line(self.reset[1:]).T, self.lines(self.slopes[NEW, 1:])[0], total[2])
