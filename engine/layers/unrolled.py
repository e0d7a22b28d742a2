"""One direction of a recurrent layer, unrolled in time: what all kinds do alike at every step, and around the steps.

Nothing here is a layer. A kind states its maths of one step in a subclass of Unrolled; engine.layers.recurrence cuts
a layer's work into such directions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array, Call, Cell, Step, call, number
from engine.layers.gates import ALL, Packed, Squash


@dataclass(frozen=True)
class Flow:
    """What one direction reads and writes for some rows of a batch: views, with time in its own order.

    x, dx: (rows, steps, features); y, dy: (rows, steps, units), or (rows, units) where only the last step is wanted;
    real: (rows, steps) of bool, or None where all steps are. The masks of dropout are (rows, features) and (rows,
    units), or None. `zeros` writes zeros where a step is not real, instead of the step before.
    """

    x: Array
    y: Array
    dy: Array | None
    dx: Array | None
    real: Array | None
    zeros: bool
    keep_x: Array | None
    keep_h: Array | None


class Unrolled:
    """The buffers of one direction for some rows, and the operations on them.

    `h[t]` is the state that step t reads and `h[t + 1]` the one it writes, (steps + 1, rows, units), h[0] = 0.
    `sums` are what the gates squash, `values` what comes of it, `slopes` the gradient of the sums: (gates, steps,
    rows, units), each gate at each step one block of memory. `sums` and `values` are one array where that does.

    A kind writes `step` and `back`: the operations of step t, forward and backward. `back` reads the gradient of
    h[t + 1] in `dh`, writes `slopes` at t, and leaves the gradient of h[t] in `dh`.
    """

    extra_slopes = 0
    """Blocks of `slopes` before those of the gates."""

    def __init__(self, packed: Packed, squash: Squash, flow: Flow, cell: Cell) -> None:
        self.packed, self.squash, self.flow = packed, squash, flow
        self._cell = cell
        self._bindings: dict[tuple[int, int | None, int | None], Step] = {}
        rows, steps, features = flow.x.shape
        gates, units = packed.gates, packed.units
        self.rows, self.steps, self.units = rows, steps, units
        # What the backward pass reads is kept until then.
        self.keep = keep = cell.scratch if flow.dy is None else cell.buffer
        self.x = cell.buffer(steps, rows, packed.kernel.shape[1])
        self.x[..., features:] = 1
        self.h = cell.buffer(steps + 1, rows, units)
        self.values = keep(gates, steps, rows, units)
        self.sums = self.values if squash.in_place else keep(gates, steps, rows, units)
        self.products = cell.scratch(gates, rows, units)
        self.part = cell.scratch(gates, rows, units)
        self.read_h = self.h[:-1] if flow.keep_h is None else keep(steps, rows, units)
        self.real = self.fake = self.where_fake = np.empty(0)
        if flow.real is not None:
            self.where_fake = cell.buffer(steps, rows, 1, dtype=np.bool_)
            self.real, self.fake = cell.buffer(steps, rows, 1), cell.buffer(steps, rows, 1)
        if flow.dy is None:
            self.slopes, self.dh = self.values, self.part[0]
            return
        self.slopes = cell.scratch(self.extra_slopes + gates, steps, rows, units)
        self.dh, self.kept = cell.scratch(rows, units), cell.scratch(rows, units)
        self.gradients: tuple[Array, ...] = (
            cell.scratch(*packed.kernel.shape),
            cell.scratch(*packed.recurrent.shape),
        )

    # --- what a kind writes -------------------------------------------------------------------------------

    def step(self, t: int) -> Iterator[Call]:
        """The operations of step t."""
        raise NotImplementedError

    def back(self, t: int) -> Iterator[Call]:
        """The operations of step t of the backward pass."""
        raise NotImplementedError

    def begin_back(self) -> Iterator[Call]:
        """Operations before the last step's `back`."""
        yield from ()

    # --- forward ------------------------------------------------------------------------------------------

    def forward(self) -> Iterator[Call]:
        """From the flow's x to its y."""
        yield from self._read()
        x, sums = self.x.reshape(-1, self.x.shape[-1]), self.sums.reshape(self.packed.gates, -1, self.units)
        yield call(np.matmul, x, self.packed.kernel, out=sums)
        for t in range(self.steps):
            yield from self.step(t)
            yield from self.carry(self.h, t)
        yield from self._write()

    def _read(self) -> Iterator[Call]:
        """x with time first, and the masks."""
        flow, x = self.flow, self.x[..., : self.packed.features]
        in_time = flow.x.transpose(1, 0, 2)
        yield (
            call(np.copyto, x, in_time) if flow.keep_x is None else call(np.multiply, in_time, flow.keep_x, x)
        )
        if flow.real is not None:
            real = flow.real.T[..., None]
            yield call(np.logical_not, real, self.where_fake)
            yield call(np.copyto, self.real, real)
            yield call(np.copyto, self.fake, self.where_fake)

    def _write(self) -> Iterator[Call]:
        flow, in_rows = self.flow, self.h[1:].transpose(1, 0, 2)
        if flow.y.ndim == 2:
            yield call(np.copyto, flow.y, self.h[-1])
        elif flow.zeros and flow.real is not None:
            yield call(np.multiply, in_rows, self.real.transpose(1, 0, 2), flow.y)
        else:
            yield call(np.copyto, flow.y, in_rows)

    def _add_slope(self, dy: Array, t: int) -> Iterator[Call]:
        """dh += dy of step t; where zeros were written, nothing comes back."""
        if self.flow.zeros and self.flow.real is not None:
            yield call(np.multiply, dy, self.real[t], self.part[0])
            dy = self.part[0]
        yield call(np.add, self.dh, dy, self.dh)

    def carry(self, state: Array, t: int) -> Iterator[Call]:
        """Where step t is not real, the state stays as it was."""
        if self.flow.real is not None:
            yield call(np.copyto, state[t + 1], state[t], where=self.where_fake[t])

    def part_masked(self, t: int, slope: Array, kept: Array) -> Iterator[Call]:
        """Where step t is not real, a state's slope passes it by: it moves to `kept`."""
        if self.flow.real is not None:
            yield call(np.multiply, slope, self.fake[t], kept)
            yield call(np.multiply, slope, self.real[t], slope)

    def join_masked(self, slope: Array, kept: Array) -> Iterator[Call]:
        """What passed the step by comes back in."""
        if self.flow.real is not None:
            yield call(np.add, slope, kept, slope)

    def add_past(self, t: int) -> Iterator[Call]:
        """sums += h[t] U."""
        if t:
            yield from self.recur(t)
            yield call(np.add, self.sums[:, t], self.products, self.sums[:, t])

    def recur(self, t: int, blocks: slice = ALL) -> Iterator[Call]:
        """products = h[t] U for some blocks of the packed recurrent kernel, dropout applied to h[t]."""
        if self.flow.keep_h is not None:
            yield call(np.multiply, self.h[t], self.flow.keep_h, self.read_h[t])
        yield call(np.matmul, self.read_h[t], self.packed.recurrent[blocks], out=self.products[blocks])

    def activate(self, t: int, gates: slice = ALL) -> Iterator[Call]:
        """values = f(sums) of some gates."""
        yield from self._bound(t, gates).forward

    # --- backward -----------------------------------------------------------------------------------------

    def backward(self) -> Iterator[Call]:
        """From the flow's dy to its dx and to `gradients`."""
        dy = self.flow.dy
        if dy is None:
            return
        yield call(np.copyto, self.dh, dy if dy.ndim == 2 else number(0, dy))
        yield from self.begin_back()
        for t in reversed(range(self.steps)):
            if dy.ndim == 3:
                yield from self._add_slope(dy[:, t], t)
            yield from self.part_masked(t, self.dh, self.kept)
            yield from self.back(t)
            if t:
                yield from self.join_masked(self.dh, self.kept)
        yield from self.sum_gradients()
        if self.flow.dx is not None:
            yield from self._through_kernel(self.flow.dx)

    def deactivate(self, t: int, gates: slice = ALL) -> Iterator[Call]:
        """slopes *= f'(sums) of some gates."""
        yield from self._bound(t, gates).backward

    def recur_back(self, t: int, blocks: slice = ALL, more: Array | None = None) -> Iterator[Call]:
        """dh = slopes U^T at step t for some blocks of the packed recurrent kernel, and `more`; dropout applied."""
        products = self.products[blocks]
        slopes = self.slopes[: self.packed.gates, t][blocks]
        yield call(np.matmul, slopes, self.packed.turned[blocks], out=products)
        yield call(np.add.reduce, products, 0, out=self.dh)
        if more is not None:
            yield call(np.add, self.dh, more, self.dh)
        if self.flow.keep_h is not None:
            yield call(np.multiply, self.dh, self.flow.keep_h, self.dh)

    def sum_gradients(self) -> Iterator[Call]:
        """The gradients of the packed weights, over all rows and steps."""
        if self.packed.gradients:
            slopes = self.lines(self.slopes[self.extra_slopes :])
            yield call(np.matmul, self.line(self.x).T, slopes, out=self.gradients[0])
            yield from self.sum_recurrent(self.gradients[1])

    def sum_recurrent(self, total: Array) -> Iterator[Call]:
        """The gradient of the packed recurrent kernel; h[0] = 0 adds nothing."""
        slopes = self.lines(self.slopes[: self.packed.gates, 1:])
        yield call(np.matmul, self.line(self.read_h[1:]).T, slopes, out=total)

    def _through_kernel(self, dx: Array) -> Iterator[Call]:
        """dx = slopes W^T, summed over the gates."""
        kernel = self.packed.by_gate(self.packed.weights["kernel"])
        first, *others = zip(self.lines(self.slopes[self.extra_slopes :]), kernel, strict=True)
        total, part = (self._cell.scratch(len(first[0]), self.packed.features) for _ in range(2))
        yield call(np.dot, first[0], first[1].T, total)
        for slopes, matrix in others:
            yield call(np.dot, slopes, matrix.T, part)
            yield call(np.add, total, part, total)
        in_rows = total.reshape(self.steps, self.rows, -1).transpose(1, 0, 2)
        if self.flow.keep_x is None:
            yield call(np.copyto, dx, in_rows)
        else:
            yield call(np.multiply, in_rows, self.flow.keep_x[:, None], dx)

    def _bound(self, t: int, gates: slice) -> Step:
        """The activation functions of some gates at step t; bound once, as both passes share their scratch."""
        key = (t, gates.start, gates.stop)
        if key not in self._bindings:
            slopes = None if self.flow.dy is None else self.slopes[self.extra_slopes :][gates, t]
            self._bindings[key] = self.squash.bind(
                self.sums[gates, t], self.values[gates, t], slopes, self.part[gates], gates
            )
        return self._bindings[key]

    def line(self, in_time: Array) -> Array:
        """(steps, rows, n) as (steps rows, n)."""
        return in_time.reshape(-1, in_time.shape[-1])

    def lines(self, blocks: Array) -> Array:
        """(blocks, steps, rows, units) as (blocks, steps rows, units)."""
        return blocks.reshape(len(blocks), -1, self.units)
