"""One weight whose rows rest: the rows that a step reads, and how those that rested are caught up with.

Which weights rest, and when all their rows are caught up with, is engine.training.resting.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log, sqrt

import numpy as np

from engine.layers.base import Array, Call, Rows, WeightedLayer, call, number
from engine.network import Network, Placed
from engine.optimizers.base import Optimizer, Rest

STEPS = 4096
"""After so many steps all rows are caught up with, if the epoch is so long."""
AT_ONCE = 1 << 15
"""Numbers of a table that are caught up with at a time: few enough for little memory to work in."""
FORGOTTEN = 1e-8
"""The share of a sum that may be left out."""
NOTHING = 1e-30
"""What sums begin with: a row that is not behind moves by so much, and the quotient of its sums is 1."""


class Clock:
    """The steps since every row was caught up with, and what they add up to for a row that rests since one of them.

    sums[0][t] is the sum over the steps s after t of factor(s) fade^(s - t): so many times its `moving` slot over the
    root of its `under` slot does a row move that rests since t. In sums[1] each term is divided by what is left of the
    root by then; the quotient of the two tells how much more epsilon counts.

    Where weights shrink in every step, what is added shrinks from then on, and sums[2][t] is what is left by now of a
    weight that rests since t.
    """

    def __init__(self, rest: Rest, sums: Array) -> None:
        self.rest, self.sums = rest, sums
        self.moment, self.following = np.zeros((), np.intp), np.ones(1, sums.dtype)
        self.powers = {slot: _powers(base, STEPS).astype(sums.dtype) for slot, base in rest.fades.items()}
        fade = rest.fades.get(rest.moving, 0.0)
        root = sqrt(rest.fades[rest.under]) if rest.under else 1.0
        slowest = fade / root**2
        terms = STEPS if slowest >= 1 else 1 if slowest <= 0 else ceil(log(FORGOTTEN) / log(slowest))
        terms = min(STEPS, terms)
        self._fading = np.array([_powers(base, terms)[:0:-1] for base in (fade / root, slowest)], sums.dtype)
        self._added = np.empty_like(self._fading)
        self.restart()

    def restart(self) -> None:
        """All rows are caught up with."""
        self.sums[:2].fill(NOTHING)
        self.sums[2:].fill(1)
        self.go_to(0)

    def go_to(self, step: int) -> None:
        """Count on from this step."""
        self.now = step
        self.moment[()], self.following[0] = step, step + 1

    def tick(self, rate: float, count: int) -> int:
        """Another step is done, with this rate; the number of steps since all rows were caught up with."""
        self.go_to(self.now + 1)
        if self.rest.decay:
            behind = self.sums[:, : self.now]
            np.multiply(behind, behind.dtype.type(1 - rate * self.rest.decay), behind)
        if self.rest.moving:
            length = min(self.now, self._fading.shape[1])
            sums, added = self.sums[:2, self.now - length : self.now], self._added[:, -length:]
            np.multiply(self._fading[:, -length:], sums.dtype.type(self.rest.factor(rate, count)), added)
            np.add(sums, added, sums)
        return self.now


def sums_of(rest: Rest) -> tuple[int, int]:
    """The shape of a clock's sums."""
    return (3 if rest.decay else 2, STEPS + 1)


class CatchingUp:
    """Makes up for the steps of some rows, of which `since` says until when each is moved; others stay as they are.

    The steps of a row differ in what is left of its root, but little over as many as its `moving` slot lasts: one
    epsilon, the mean of theirs, stands for all.
    """

    def __init__(self, clock: Clock, since: Array, w: Array, slots: Mapping[str, Array], pace: float) -> None:
        self._place, self._age = (np.empty(len(since), np.intp) for _ in range(2))
        self._column = np.empty((len(since), 1), w.dtype)
        self._operations: list[Call] = [
            call(np.copyto, self._place, since, casting="unsafe"),
            call(np.subtract, clock.moment, self._place, self._age),
        ]
        if clock.rest.moving:
            self._operations += self._move(clock, w, slots, pace)
        for slot, powers in clock.powers.items():
            self._operations.append(call(powers.take, self._age, 0, self._column[:, 0], "clip"))
            self._operations.append(call(np.multiply, slots[slot], self._column, slots[slot]))

    def __call__(self) -> None:
        for operation in self._operations:
            operation()

    def _move(self, clock: Clock, w: Array, slots: Mapping[str, Array], pace: float) -> list[Call]:
        """w = sum_2 w - pace sum_0 s / (root + epsilon sum_1 / sum_0), or without a root w = sum_2 w - pace sum_0 s."""
        rest, total, epsilon = clock.rest, self._column, np.empty_like(self._column)
        step = np.empty_like(w)
        moving = slots[rest.moving]
        operations = [call(clock.sums[0].take, self._place, 0, total[:, 0], "clip")]
        if rest.under:
            operations += [
                call(clock.sums[1].take, self._place, 0, epsilon[:, 0], "clip"),
                call(np.divide, epsilon, total, epsilon),
                call(np.multiply, epsilon, number(rest.epsilon, w), epsilon),
                call(np.sqrt, slots[rest.under], step),
                call(np.add, step, epsilon, step),
                call(np.divide, moving, step, step),
            ]
            moving = step
        if pace != 1:
            operations.append(call(np.multiply, total, number(pace, w), total))
        operations.append(call(np.multiply, moving, total, step))
        if rest.decay:
            operations.append(call(clock.sums[2].take, self._place, 0, total[:, 0], "clip"))
            operations.append(call(np.multiply, w, total, w))
        return [*operations, call(np.subtract, w, step, w)]


class Table:
    """One weight whose rows rest, its gradient, and the optimizer's slots for it: (rows, numbers) each."""

    def __init__(
        self,
        network: Network,
        placed: Placed,
        optimizer: Optimizer,
        slots: Mapping[str, Array],
        since: Array,
        clock: Clock,
    ) -> None:
        layer = network.analysis.facts[placed.node].layer
        self.pace = layer.rate_factor if isinstance(layer, WeightedLayer) else 1.0
        self.w, self.gradient = rows_of(network.parameters, placed), rows_of(network.gradient, placed)
        self.gradient.fill(0)
        self.slots, self.since, self.clock, self.optimizer = slots, since, clock, optimizer
        self.reading: _Reading | None = None

    def reader(self, rows: int) -> Rows:
        """What a compiled step that reads so many rows needs."""
        reading = _Reading(self, rows)
        return Rows(reading.numbers, reading.w, reading.fetch)

    def move(self, rate: float, count: int) -> None:
        """Move the rows that were read last."""
        if self.reading is not None:
            self.reading.move(rate * self.pace, count)
            self.reading = None

    def catch_up(self) -> None:
        """Make up for the steps of every row."""
        for piece in self._pieces():
            slots = {name: slot[piece] for name, slot in self.slots.items()}
            CatchingUp(self.clock, self.since[piece], self.w[piece], slots, self.pace)()

    def catch_up_copy(self, w: Array) -> None:
        """Make up for them in a copy of the weight alone."""
        for piece in self._pieces():
            slots = {name: slot[piece].copy() for name, slot in self.slots.items()}
            CatchingUp(self.clock, self.since[piece], w[piece], slots, self.pace)()

    def _pieces(self) -> list[slice]:
        """Rows that are caught up with at a time."""
        rows, numbers = self.w.shape
        some = max(1, AT_ONCE // numbers)
        return [slice(start, start + some) for start in range(0, rows, some)]


class _Reading:
    """The rows that one compiled step reads of a table, in places of their own until they are moved.

    A row that is read several times has several places; all hold the same.
    """

    def __init__(self, table: Table, rows: int) -> None:
        shape, dtype = (rows, table.w.shape[1]), table.w.dtype
        self._table = table
        self.numbers, self._since = np.zeros(rows, np.intp), np.empty(rows, dtype)
        self.w, self._gradient = np.empty(shape, dtype), np.empty(shape, dtype)
        self._slots = {name: np.empty(shape, dtype) for name in table.slots}
        self._pairs = [(table.w, self.w), *((table.slots[name], own) for name, own in self._slots.items())]
        catching_up = CatchingUp(table.clock, self._since, self.w, self._slots, table.pace)
        self._fetching: list[Call] = [
            call(table.since.take, self.numbers, 0, self._since, "clip"),
            *(call(whole.take, self.numbers, 0, own, "clip") for whole, own in self._pairs),
            catching_up,
        ]
        flat = {name: own.reshape(-1) for name, own in self._slots.items()}
        self._update = table.optimizer.bind(self.w.reshape(-1), self._gradient.reshape(-1), flat)
        nothing = np.zeros((1, shape[1]), dtype)
        self._putting: list[Call] = [
            *(call(_whole(whole).put, self.numbers, _whole(own), "clip") for whole, own in self._pairs),
            call(_whole(table.gradient).put, self.numbers, _whole(nothing), "clip"),
            call(table.since.put, self.numbers, table.clock.following, "clip"),
        ]

    def fetch(self) -> None:
        """Copy the rows in `numbers`, and make up for their steps; the table itself stays as it is."""
        for operation in self._fetching:
            operation()
        self._table.reading = self

    def move(self, rate: float, count: int) -> None:
        """Move the rows by their gradient, and put them back."""
        self._table.gradient.take(self.numbers, 0, self._gradient, "clip")
        self._update(rate, count)
        for operation in self._putting:
            operation()


def _powers(base: float, highest: int) -> Array:
    """base^0 to base^highest, 0 where single precision would be slow with numbers too small for it."""
    powers = base ** np.arange(highest + 1, dtype=np.float64)
    powers[powers < 1e-30] = 0.0
    return powers


def rows_of(vector: Array, placed: Placed) -> Array:
    """A weight's part of a flat vector as (rows, numbers), the same memory."""
    return vector[placed.start : placed.stop].reshape(placed.weight.shape[0], -1)


def _whole(rows: Array) -> Array:
    """Rows as one item each, the same memory: numpy then copies each in one go."""
    return rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1]))).reshape(-1)
