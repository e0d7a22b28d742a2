"""The recurrent layer with two gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.activations import ACTIVATIONS
from engine.declare import setting
from engine.layers.base import Array, Call, Cell, Sample, Weight, call
from engine.layers.families.packed import Packed, Weights
from engine.layers.families.recurrence import Gated, recurrence_samples
from engine.layers.families.squashing import squash
from engine.layers.families.unrolled import Flow, Unrolled, flat

GATES = slice(0, 2)
"""The blocks of z and r."""
CANDIDATE = 2
"""Where Keras has the candidate."""


@dataclass(frozen=True)
class GRU(Gated):
    """Reads a sequence step by step; one gate says how much of its memory to renew, one how much of it to look at.

    z = s(x W_z + h U_z + b_z)
    r = s(x W_r + h U_r + b_r)
    g = a(x W_h + b_h + r (h U_h + c_h))
    reset before: g = a(x W_h + b_h + (r h) U_h)
    h' = z h + (1 - z) g
    x holds the numbers of one step, h the memory, which is the output too and begins as zeros, or as what is
    wired to its state. s is a sigmoid: each gate is a number between 0 and 1 for each unit. The update gate z
    says how much of the memory stays, the reset gate r how much of it the new g sees. It does much the same
    as an LSTM with three quarters of the weights: try both.
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
    listed = 10
    order = (0, 1, 2)

    reset_after: bool = setting(
        True, "The reset gate works on the memory's sum; off, on the memory itself.", advanced=True
    )

    def _bias(self) -> Weight:
        weight = super()._bias()
        return replace(weight, shape=(2, *weight.shape)) if self.reset_after else weight

    def pack(self, weights: Weights, gradients: Weights, cell: Cell) -> Packed:
        """Reset after: with two biases, and the candidate's inputs apart."""
        kind = _Apart if self.reset_after else Packed
        return kind(weights, gradients, self.order, self.halved, cell)

    def unroll(self, packed: Packed, flow: Flow, cell: Cell) -> Unrolled:
        """The steps below."""
        return (
            _After(self, packed, flow, cell)
            if isinstance(packed, _Apart)
            else _Before(self, packed, flow, cell)
        )

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


class _Apart(Packed):
    """For reset after: the candidate's sum of the state, h U + c, is a block; that of the input, x W + b, is apart.

    `apart` is [W b], (features + 1, units). The gates' two biases count as one.
    """

    def __init__(
        self, weights: Weights, gradients: Weights, order: Sequence[int], halved: bool, cell: Cell
    ) -> None:
        super().__init__(weights, gradients, order, halved, cell)
        self.apart = cell.buffer(self.width - self.units, self.units)

    def pack(self) -> Iterator[Call]:
        """With `apart`."""
        yield from super().pack()
        columns = self.columns(CANDIDATE)
        yield call(np.copyto, self.apart[: self.features], self.weights["kernel"][:, columns])
        if "bias" in self.weights:
            yield call(np.copyto, self.apart[-1], self.weights["bias"][0, columns])

    def pack_block(self, block: Array, gate: int) -> Iterator[Call]:
        """The candidate's inputs weigh nothing here."""
        h, x, one = self.rows
        columns = self.columns(gate)
        yield call(np.copyto, block[h], self.weights["recurrent_kernel"][:, columns])
        if gate != CANDIDATE:
            yield call(np.copyto, block[x], self.weights["kernel"][:, columns])
        if "bias" in self.weights:
            of_input, of_state = self.weights["bias"][:, columns]
            if gate == CANDIDATE:
                yield call(np.copyto, block[one], of_state)
            else:
                yield call(np.add, of_input, of_state, block[one][0])

    def unpack(self, *totals: Array) -> Iterator[Call]:
        """Given the blocks' and that of `apart`."""
        yield from super().unpack(totals[0])
        columns = self.columns(CANDIDATE)
        yield call(np.copyto, self.gradients["kernel"][:, columns], totals[1][: self.features])
        if "bias" in self.gradients:
            yield call(np.copyto, self.gradients["bias"][0, columns], totals[1][-1])

    def unpack_block(self, total: Array, gate: int) -> Iterator[Call]:
        """Both biases of a gate have the same gradient."""
        h, x, one = self.rows
        columns = self.columns(gate)
        yield call(np.copyto, self.gradients["recurrent_kernel"][:, columns], total[h])
        if gate != CANDIDATE:
            yield call(np.copyto, self.gradients["kernel"][:, columns], total[x])
        if "bias" in self.gradients:
            biases = slice(1, 2) if gate == CANDIDATE else slice(0, 2)
            yield call(np.copyto, self.gradients["bias"][biases, columns], total[one])


class _Steps(Unrolled):
    """What both ways of resetting have in common.

    `values` are z, r and, after the product, what r resets; `total` is the candidate's sum, `new` the candidate g, and
    `change` h - g. `factor` holds what dh' (for z) and da (for r) are multiplied by to become gradients of the sums,
    for some steps at once; `renewing` that of dh' to become da, the gradient of `total`. `straight` goes past all sums.
    """

    def __init__(self, layer: GRU, packed: Packed, flow: Flow, cell: Cell) -> None:
        super().__init__(packed, flow, cell)
        gate, candidate = layer.recurrent_activation, layer.activation
        self.sums, self.total = self.kept(3), self.kept()
        self.values = self.kept(3) if gate.needs_input else self.sums
        self.new = self.kept() if candidate.needs_input else self.total
        self.change, self.straight, self.product = self.kept(), self.passing(), self.passing()
        self.factor, self.renewing = self.passing(self.at_once, 2), self.passing(self.at_once)
        self.part = self.passing(self.at_once)
        self.da = self.lay_da()
        self.gates = layer.squash_gates(
            self.sums[:, GATES],
            self.values[:, GATES],
            self.factor,
            cell.workspace,
            [self.d[GATES]] * self.steps,
        )
        self.candidates = squash(candidate, self.total, self.new, self.renewing, cell.workspace, self.da)

    def lay_da(self) -> Sequence[Array]:
        """Where the gradient of `total` is written, for every step."""
        raise NotImplementedError

    def renew(self, t: int) -> Iterator[Call]:
        """h' = z h + (1 - z) g = z (h - g) + g."""
        yield call(np.subtract, self.h[t], self.new[t], self.change[t])
        yield call(np.multiply, self.values[t, 0], self.change[t], self.product)
        yield call(np.add, self.product, self.new[t], self.h[t + 1])

    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """(h - g) z', and (1 - z) g'; a prime on a gate is its slope. r' is left as it is."""
        factor, renewing, part = (each[: stop - start] for each in (self.factor, self.renewing, self.part))
        yield from self.gates.slope(start, stop)
        yield from self.candidates.slope(start, stop)
        yield call(np.multiply, factor[:, 0], self.change[start:stop], factor[:, 0])
        yield call(np.multiply, renewing, self.values[start:stop, 0], part)
        yield call(np.subtract, renewing, part, renewing)

    def renew_back(self, t: int) -> Iterator[Call]:
        """The gradients of z's sum and of `total`, and what flows straight to h."""
        yield call(np.multiply, self.dh, self.factor[t % self.at_once, 0], self.d[0])
        yield call(np.multiply, self.dh, self.values[t, 0], self.straight)
        yield call(np.multiply, self.dh, self.renewing[t % self.at_once], self.da[t])
        yield from self.candidates.back(t)


class _After(_Steps):
    """Reset after the product: total = x W + b + r past, with past = h U + c the last block of `sums`.

    All steps' x W + b are in `total` before the first; `slopes_apart` are the gradients of `total`.
    """

    packed: _Apart

    def lay_da(self) -> Sequence[Array]:
        """A gradient of its own for every step."""
        self.slopes_apart = self.cell.scratch(len(self.slopes), self.rows, self.units)
        return list(self.slopes_apart)

    def begin(self) -> Iterator[Call]:
        """x W + b of all steps."""
        yield call(np.matmul, self.read[:, self.units :], self.packed.apart, flat(self.total))

    def step(self, t: int) -> Iterator[Call]:
        """z, r and past, then g."""
        total = self.total[t]
        yield call(np.matmul, self.reading[t], self.packed.kernel, out=self.sums[t])
        yield from self.gates.forward(t)
        yield call(np.multiply, self.values[t, 1], self.sums[t, 2], self.product)
        yield call(np.add, total, self.product, total)
        yield from self.candidates.forward(t)
        yield from self.renew(t)

    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """past r', too."""
        yield from super().factors(start, stop)
        resets = self.factor[: stop - start, 1]
        yield call(np.multiply, resets, self.sums[start:stop, 2], resets)

    def back(self, t: int) -> Iterator[Call]:
        """The gradients of r's sum and of past, both of da."""
        yield from self.renew_back(t)
        yield call(np.multiply, self.da[t], self.factor[t % self.at_once, 1], self.d[1])
        yield call(np.multiply, self.da[t], self.values[t, 1], self.d[2])
        yield from self.gates.back(t)
        yield from self.record(t)
        if self.goes_on(t):
            yield from self.through_sums(t)
            yield call(np.add, self.dh, self.straight, self.dh)

    def lay_totals(self) -> tuple[Array, ...]:
        """That of `apart`, too."""
        return (*super().lay_totals(), self.cell.scratch(*self.packed.apart.shape))

    def read_and_slopes(self) -> tuple[tuple[Array, Array], ...]:
        """The candidate's inputs are apart."""
        return (*super().read_and_slopes(), (self.reading[..., self.units :], self.slopes_apart))

    def through_inputs(self, total: Array) -> Iterator[Call]:
        """Through the gates, and through the candidate's sum apart."""
        gates, last = slice(0, 2 * self.units), slice(2 * self.units, None)
        part = self.cell.scratch(*total.shape)
        yield call(np.matmul, flat(self.slopes)[:, gates], self.packed.back_to_x[gates], total)
        yield call(np.dot, flat(self.slopes_apart), self.packed.back_to_x[last], part)
        yield call(np.add, total, part, total)


class _Before(_Steps):
    """Reset before the product: total = p U + x W + b, with p = r h. `late_reading` is [p x 1]."""

    def __init__(self, layer: GRU, packed: Packed, flow: Flow, cell: Cell) -> None:
        super().__init__(layer, packed, flow, cell)
        self.late_reading = self.lay_reading()

    def lay_da(self) -> Sequence[Array]:
        """The candidate's block of `d`."""
        return [self.d[2]] * self.steps

    def begin(self) -> Iterator[Call]:
        """The inputs stand in both readings."""
        yield from self.read_inputs(self.late_reading)

    def step(self, t: int) -> Iterator[Call]:
        """z and r, then g."""
        h, _, _ = self.packed.rows
        yield call(np.matmul, self.reading[t], self.packed.kernel[GATES], out=self.sums[t, GATES])
        yield from self.gates.forward(t)
        yield call(np.multiply, self.values[t, 1], self.reading[t, :, h], self.late_reading[t, :, h])
        yield call(np.dot, self.late_reading[t], self.packed.kernel[2], self.total[t])
        yield from self.candidates.forward(t)
        yield from self.renew(t)

    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """h r', too."""
        yield from super().factors(start, stop)
        resets = self.factor[: stop - start, 1]
        yield call(np.multiply, resets, self.reading[start:stop, :, self.packed.rows[0]], resets)

    def back(self, t: int) -> Iterator[Call]:
        """dp = da U^T; the gradient of r's sum, and r dp flows to what was read of h."""
        dp = self.product
        gates, last = slice(0, 2 * self.units), slice(2 * self.units, None)
        yield from self.renew_back(t)
        yield call(np.dot, self.da[t], self.packed.back_to_h[last], dp)
        yield call(np.multiply, dp, self.factor[t % self.at_once, 1], self.d[1])
        yield call(np.multiply, dp, self.values[t, 1], dp)
        yield from self.gates.back(t)
        yield from self.record(t)
        if self.goes_on(t):
            yield call(np.matmul, self.slopes[t, :, gates], self.packed.back_to_h[gates], self.dh)
            yield call(np.add, self.dh, dp, self.dh)
            yield from self.drop(self.dh)
            yield call(np.add, self.dh, self.straight, self.dh)

    def lay_totals(self) -> tuple[Array, ...]:
        """One of the gates, one of the candidate."""
        width, units = self.packed.width, self.units
        return (self.cell.scratch(width, 2 * units), self.cell.scratch(width, units))

    def read_and_slopes(self) -> tuple[tuple[Array, Array], ...]:
        """The candidate read something else than the gates."""
        gates, last = slice(0, 2 * self.units), slice(2 * self.units, None)
        return (self.reading, self.slopes[..., gates]), (self.late_reading, self.slopes[..., last])
