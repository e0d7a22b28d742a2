"""One direction of a recurrent layer, unrolled in time: what all kinds do alike at every step, and around the steps.

A kind states its maths of one step in a subclass of Unrolled; engine.layers.families.directions cuts a layer's work
into such directions.
"""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine import parallel
from engine.layers.base import Array, Call, Cell, call, number
from engine.layers.families.packed import Packed
from engine.layers.families.threads import multiply

AT_ONCE = 8
"""Steps whose slopes are computed at once: fewer and larger operations, on what a processor's cache still holds."""

STAGES = 4
"""Stages of the way back through time, where each is long enough to be worth handing over a product beside it."""
LARGE = 10_000_000
"""From how many multiplications on products are handed over: some hundred microseconds."""


@dataclass(frozen=True)
class Flow:
    """What one direction reads and writes for some rows of a batch: views, with the steps in its own order.

    x, dx: (rows, steps, features); y, dy: (rows, steps, units), or (rows, units) where only the last step is wanted;
    real: (rows, steps) of bool, or None where all steps are. The masks of dropout are (rows, features) and (rows,
    units), or None. `zeros`: y is 0 where a step is not real, instead of what it was at the step before.

    state, dstate: (rows, memories units), what the memories are before the first step, one beside the other; None
    where they are 0. `tells_state`: y is what they are after the last step, likewise.
    """

    x: Array
    y: Array
    dy: Array | None
    dx: Array | None
    real: Array | None
    zeros: bool
    keep_x: Array | None
    keep_h: Array | None
    state: Array | None = None
    dstate: Array | None = None
    tells_state: bool = False


class Unrolled(abc.ABC):
    """The buffers of one direction for some rows, and the operations on them.

    `reading[t]` is what step t reads, [h x 1] with dropout applied, (rows, units + features + 1). `h[t]` is the state
    before step t and `h[t + 1]` the one after it, (steps + 1, rows, units), h[0] what it is to begin with, or 0: a part
    of `reading`, or apart where dropout makes them differ.
    Backward `d` holds the gradients of one step's sums, (blocks, rows, units), and `slopes` those of all steps, (steps,
    rows, blocks units), as the products with the weights want them.

    A kind writes `step` and `back`: the operations of step t, forward and backward. `back` reads the gradient of
    h[t + 1] in `dh` and leaves that of h[t] there, if it `goes_on`. `memories` are h and what else lasts from step to
    step, each with its gradient.
    """

    def __init__(self, packed: Packed, flow: Flow, cell: Cell) -> None:
        self.packed, self.flow, self.cell = packed, flow, cell
        self.rows, self.steps, _ = flow.x.shape
        self.units, blocks = packed.units, len(packed.order)
        self.reading = self.lay_reading()
        self.h = self.reading[..., packed.rows[0]]
        if flow.keep_h is not None:
            self.h = cell.buffer(*self.h.shape)
        masked = self.steps if flow.real is not None else 0
        self.where_fake = cell.buffer(masked, self.rows, 1, dtype=np.bool_)
        self.real, self.fake = (cell.buffer(masked, self.rows, 1) for _ in range(2))
        back = flow.dy is not None
        self.at_once = min(AT_ONCE, self.steps) if back else 0
        self.d, self.dh, self.dh_past = self.passing(blocks), self.passing(), self.passing()
        self.memories = [(self.h, self.dh)]
        self.slopes = cell.scratch(self.steps if back else 0, self.rows, blocks * self.units)
        self.totals, self.parts = (self.lay_totals() if back else () for _ in range(2))

    # --- what a kind writes -------------------------------------------------------------------------------

    def begin(self) -> Iterator[Call]:
        """Operations before the first `step`; the inputs stand in `reading`."""
        yield from ()

    @abc.abstractmethod
    def step(self, t: int) -> Iterator[Call]:
        """The operations of step t."""

    @abc.abstractmethod
    def factors(self, start: int, stop: int) -> Iterator[Call]:
        """What `back` of the steps from start to stop multiplies by."""

    @abc.abstractmethod
    def back(self, t: int) -> Iterator[Call]:
        """The operations of step t of the backward pass."""

    # --- buffers ------------------------------------------------------------------------------------------

    def kept(self, *blocks: int, more: int = 0) -> Array:
        """(steps, blocks, rows, units), kept for the backward pass where there is one."""
        lay = self.cell.scratch if self.flow.dy is None else self.cell.buffer
        return lay(self.steps + more, *blocks, self.rows, self.units)

    def passing(self, *blocks: int) -> Array:
        """(blocks, rows, units), for passing use within a step or from one to the next."""
        return self.cell.scratch(*blocks, self.rows, self.units)

    def lay_reading(self) -> Array:
        """What the steps read, one step more for the last h."""
        return self.cell.buffer(self.steps + 1, self.rows, self.packed.width)

    def lay_totals(self) -> tuple[Array, ...]:
        """For the gradients of the packed weights."""
        return (self.cell.scratch(self.packed.width, len(self.packed.order) * self.units),)

    @property
    def read(self) -> Array:
        """What all steps read, (steps rows, units + features + 1)."""
        return flat(self.reading[:-1])

    # --- forward ------------------------------------------------------------------------------------------

    def forward(self) -> Iterator[Call]:
        """From the flow's x to its y."""
        yield from self._read_masks()
        yield from self.read_inputs(self.reading)
        yield from self._read_state()
        yield from self.begin()
        for t in self._bound(range(self.steps)):
            yield from self.step(t)
            yield from self.carry(self.h, t)
            yield from self._drop_h(t + 1)
        yield from self._write()

    def _read_state(self) -> Iterator[Call]:
        """The memories before the first step; that of h is 0 from the start where no other is given."""
        for place, (memory, _) in enumerate(self.memories):
            if self.flow.state is not None:
                yield call(np.copyto, memory[0], self.flow.state[:, self.columns(place)])
            elif place:
                yield call(memory[0].fill, 0)
        if self.flow.state is not None:
            yield from self._drop_h(0)

    def _drop_h(self, t: int) -> Iterator[Call]:
        """What step t reads of h, where dropout makes it another."""
        if self.flow.keep_h is not None:
            reading = self.reading[t, :, self.packed.rows[0]]
            yield call(np.multiply, self.h[t], self.flow.keep_h, reading)

    def columns(self, place: int) -> slice:
        """Where a memory is in a state."""
        return slice(place * self.units, (place + 1) * self.units)

    def _bound(self, steps: Iterable[int]) -> Iterable[int]:
        """These steps; in an outline those that are unlike the others."""
        if self.cell.outline is None:
            return steps
        return self.cell.outline.of(
            steps, lambda t: (t == 0, t + 1 == self.steps, self.at_once and (t + 1) % self.at_once == 0)
        )

    def _read_masks(self) -> Iterator[Call]:
        if self.flow.real is not None:
            real = self.flow.real.T[..., None]
            yield call(np.logical_not, real, self.where_fake)
            yield call(np.copyto, self.real, real)
            yield call(np.copyto, self.fake, self.where_fake)

    def read_inputs(self, reading: Array) -> Iterator[Call]:
        """x with time first, dropout applied, and ones."""
        _, x, one = self.packed.rows
        in_time, keep = self.flow.x.transpose(1, 0, 2), self.flow.keep_x
        if keep is None:
            yield call(np.copyto, reading[:-1, :, x], in_time)
        else:
            yield call(np.multiply, in_time, keep, reading[:-1, :, x])
        if one.stop > one.start:
            yield call(np.copyto, reading[:-1, :, one], number(1, reading))

    def carry(self, state: Array, t: int) -> Iterator[Call]:
        """Where step t is not real, a state stays as it was."""
        if self.flow.real is not None:
            yield call(np.copyto, state[t + 1], state[t], where=self.where_fake[t])

    def _write(self) -> Iterator[Call]:
        flow, h = self.flow, self.h[1:].transpose(1, 0, 2)
        if flow.y.ndim == 2:
            for place, (memory, _) in enumerate(self.memories[: None if flow.tells_state else 1]):
                yield call(np.copyto, flow.y[:, self.columns(place)], memory[-1])
        elif flow.zeros and flow.real is not None:
            yield call(np.multiply, h, self.real.transpose(1, 0, 2), flow.y)
        else:
            yield call(np.copyto, flow.y, h)

    # --- backward -----------------------------------------------------------------------------------------

    def backward(self) -> Iterator[Call]:
        """From the flow's dy to its dx and to `totals`, the gradients of the packed weights.

        The way back through time is cut into stages: while one is gone, the slopes of the one before are multiplied
        with what its steps read, in another thread where there is one.
        """
        dy = self.flow.dy
        if dy is None:
            return
        for place, (_, slope) in enumerate(self.memories):
            told = dy.ndim == 2 and (place == 0 or self.flow.tells_state)
            yield call(np.copyto, slope, dy[:, self.columns(place)] if told else number(0, dy))
        products: list[Call] = []
        for start, stop in reversed(self._stages()):
            stage = parallel.chain(tuple(self._back_through(dy, start, stop)))
            yield parallel.split([stage, parallel.chain(products)]) if products else stage
            if self.packed.gradients:
                products = self._products(start, stop)
        if products:
            yield parallel.split(products)
        if self.flow.dstate is not None:
            for place, (_, slope) in enumerate(self.memories):
                yield call(np.copyto, self.flow.dstate[:, self.columns(place)], slope)
        if self.flow.dx is not None:
            yield from self._write_back(self.flow.dx)

    def goes_on(self, t: int) -> bool:
        """Whether anybody wants the gradients of the memories before step t."""
        return t > 0 or self.flow.dstate is not None

    @property
    def large(self) -> bool:
        """Whether the products with the slopes are worth it to be handed to another thread."""
        return bool(self.steps * self.rows * sum(total.size for total in self.totals) >= LARGE)

    def _stages(self) -> list[tuple[int, int]]:
        """Where the stages start and stop, at multiples of `at_once`: one, or STAGES where the products are large."""
        length = -(-self.steps // (self.at_once * STAGES)) * self.at_once if self.large else self.steps
        starts = range(0, self.steps, length)
        return [(start, min(start + length, self.steps)) for start in starts]

    def _back_through(self, dy: Array, start: int, stop: int) -> Iterator[Call]:
        """The steps from stop back to start."""
        for t in self._bound(reversed(range(start, stop))):
            if (t + 1) % self.at_once == 0 or t + 1 == self.steps:
                yield from self.factors(t - t % self.at_once, t + 1)
            if dy.ndim == 3:
                yield from self._add_slope(dy[:, t], t)
            yield from self.let_past(self.dh, self.dh_past, t)
            yield from self.back(t)
            if self.goes_on(t):
                yield from self.let_in(self.dh, self.dh_past)

    def _add_slope(self, dy: Array, t: int) -> Iterator[Call]:
        """dh += dy of step t; nothing comes back from zeros that were written."""
        if self.flow.zeros and self.flow.real is not None:
            yield call(np.multiply, dy, self.real[t], self.d[0])
            dy = self.d[0]
        yield call(np.add, self.dh, dy, self.dh)

    def let_past(self, slope: Array, past: Array, t: int) -> Iterator[Call]:
        """Where step t is not real, a state's gradient waits in `past` meanwhile."""
        if self.flow.real is not None:
            yield call(np.multiply, slope, self.fake[t], past)
            yield call(np.multiply, slope, self.real[t], slope)

    def let_in(self, slope: Array, past: Array) -> Iterator[Call]:
        """What waited in `past` comes back."""
        if self.flow.real is not None:
            yield call(np.add, slope, past, slope)

    def record(self, t: int) -> Iterator[Call]:
        """`d` to `slopes`."""
        blocks = self.slopes[t].reshape(self.rows, -1, self.units).transpose(1, 0, 2)
        yield call(np.copyto, blocks, self.d)

    def through_sums(self, t: int) -> Iterator[Call]:
        """dh of the slopes of step t's sums."""
        yield multiply(self.slopes[t], self.packed.back_to_h, self.dh)
        yield from self.drop(self.dh)

    def drop(self, slope: Array) -> Iterator[Call]:
        """A gradient of what was read of h becomes one of h."""
        if self.flow.keep_h is not None:
            yield call(np.multiply, slope, self.flow.keep_h, slope)

    def read_and_slopes(self) -> tuple[tuple[Array, Array], ...]:
        """For each of `totals`: what was read, and the slopes of what came of it; (steps, rows, n)."""
        return ((self.reading, self.slopes),)

    def _products(self, start: int, stop: int) -> list[Call]:
        """What adds to `totals` what the steps from start to stop give; the last steps begin.

        With the first steps nothing is left to do beside it, and it is cut by columns.
        """
        products = []
        least = 1 if self.large and not start else self.totals[0].shape[1]
        for total, part, pair in zip(self.totals, self.parts, self.read_and_slopes(), strict=True):
            read, slopes = (flat(array[start:stop]) for array in pair)
            for columns in parallel.shares(total.shape[1], least):
                out = (total if stop == self.steps else part)[:, columns]
                operations: list[Call] = [call(np.matmul, read.T, slopes[:, columns], out)]
                if stop < self.steps:
                    operations.append(call(np.add, total[:, columns], out, total[:, columns]))
                products.append(parallel.chain(operations))
        return products

    def through_inputs(self, total: Array) -> Iterator[Call]:
        """Write the gradient of x, (steps rows, features)."""
        yield call(np.dot, flat(self.slopes), self.packed.back_to_x, total)

    def _write_back(self, dx: Array) -> Iterator[Call]:
        total = self.cell.scratch(self.steps, self.rows, self.packed.features)
        yield from self.through_inputs(flat(total))
        in_rows = total.transpose(1, 0, 2)
        if self.flow.keep_x is None:
            yield call(np.copyto, dx, in_rows)
        else:
            yield call(np.multiply, in_rows, self.flow.keep_x[:, None], dx)


def flat(in_time: Array) -> Array:
    """(steps, rows, n) as (steps rows, n)."""
    return in_time.reshape(-1, in_time.shape[-1])
