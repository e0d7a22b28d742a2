"""The maths of normalising by the batch: mean and variance of every feature over all rows, in few passes of memory.

The rows are worked off in blocks that stay in the processor's cache. Each has a mean and a variance of its own, which
are joined exactly (Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from engine.elementwise import equal
from engine.layers.base import Array, Call, Cell, Finish, Index, Scratch, Step, call, number
from engine.layers.families.blocks import Block, Blocks

LONG_RUN = 1024
"""Neighbouring numbers that numpy works on at full speed: as many rows as fill them are taken as one."""
MUCH = 16 * 1024
"""From how many numbers on that is worth it."""


class BatchStatistics:
    """Normalises the features of a batch, by its own mean and variance or by the running ones.

    x is seen as lines of several rows of features each, so that a line is a long run of numbers; what there is for each
    feature is repeated as often. Only rows that a mask says are real count for mean and variance.
    """

    def __init__(self, cell: Cell, momentum: float, epsilon: float, by_batch: bool) -> None:
        self._cell, self._momentum, self._epsilon, self._by_batch = cell, momentum, epsilon, by_batch
        self._features = cell.x[0].shape[-1]
        self._rows = cell.x[0].size // self._features
        self._mask = cell.mask if by_batch else None
        self._repeats = 1 if self._mask is not None else _repeats(self._rows, self._features)
        self._x, self._y = self._lines(cell.x[0]), self._lines(cell.y)
        whole = self._mask is not None
        self._blocks = Blocks(len(self._x), self._x[:1].nbytes, whole, cell.outline)
        self._scratch = self._blocks.scratch(cell, self._x.shape[1])
        self._part_lines = [cell.scratch(self._x.shape[1]) for _ in self._blocks.parts]
        self._count = len(self._blocks.all)
        self._mean, self._variance, self._inverse, self._factor, self._part = self._features_of(5)
        self._weights = cell.buffer(self._rows)

    def step(self) -> Step:
        """The forward pass and, where it is wanted, the backward pass."""
        forward = tuple(self._by_own() if self._by_batch else self._by_running())
        return Step(forward, () if self._cell.dy is None else tuple(self._backward(self._cell.dy)))

    # --- rows, lines and blocks ----------------------------------------------------------------------------

    def _features_of(self, count: int) -> list[Array]:
        """So many lists of a number for each feature."""
        return [self._cell.buffer(self._features) for _ in range(count)]

    def _lines(self, array: Array) -> Array:
        return array.reshape(-1, self._repeats * self._features)

    def _spread(self, numbers: Array, room: Array | None = None) -> tuple[Array, tuple[Call, ...]]:
        """A line that repeats a number for each feature, and the operations that fill it."""
        if self._repeats == 1:
            return numbers, ()
        line = self._cell.buffer(self._repeats * self._features) if room is None else room
        return line, (call(np.copyto, line.reshape(self._repeats, self._features), numbers),)

    def _room(self, block: Block) -> Array:
        """Passing memory for as many lines as the block has."""
        return self._scratch[block.part][: block.size]

    def _sum(self, lines: Array, weight: Array | float, out: Array) -> Call:
        """The operation that sums rows, each times a weight."""
        rows = lines.reshape(-1, self._features)
        weights = equal(weight, len(rows), rows.dtype) if isinstance(weight, float) else weight
        return call(np.dot, weights, rows, out)

    # --- forward -------------------------------------------------------------------------------------------

    def _by_own(self) -> Iterator[Call]:
        """Normalise by the mean and variance of this batch, which the running ones follow."""
        means, variances = self._mean[None], self._variance[None]
        if self._count > 1:
            means, variances = (self._cell.buffer(self._count, self._features) for _ in range(2))
        if self._mask is not None:
            yield from self._weigh(self._mask)
        yield self._blocks.sweep(lambda block: self._moments(block, means[block.at], variances[block.at]))
        if self._count > 1:
            yield from self._join(means, variances)
        yield from self._follow(self._cell.weights["moving_mean"], self._mean)
        yield from self._follow(self._cell.weights["moving_variance"], self._variance)
        yield from self._normalise(self._mean, self._variance)

    def _by_running(self) -> Iterator[Call]:
        """Normalise by the running mean and variance."""
        yield call(np.copyto, self._mean, self._cell.weights["moving_mean"])
        yield from self._normalise(self._mean, self._cell.weights["moving_variance"])

    def _weigh(self, mask: Array) -> Iterator[Call]:
        """A share for every real row, 0 for padding."""
        total = self._cell.buffer()
        yield call(np.copyto, self._weights.reshape(*mask.shape, -1), mask[:, :, None])
        yield call(np.add.reduce, self._weights, 0, None, total)
        yield call(np.maximum, total, number(1, total), out=total)
        yield call(np.divide, self._weights, total, self._weights)

    def _moments(self, block: Block, mean: Array, variance: Array) -> Iterator[Call]:
        """The mean and the variance of a block's rows."""
        x, centred = self._x[block.rows], self._room(block)
        weight = self._weights if self._mask is not None else self._features / x.size
        yield self._sum(x, weight, mean)
        line, fill = self._spread(mean, self._part_lines[block.part])
        yield from fill
        yield call(np.subtract, x, line, centred)
        yield call(np.multiply, centred, centred, centred)
        yield self._sum(centred, weight, variance)

    def _join(self, means: Array, variances: Array) -> Iterator[Call]:
        """The mean and the variance of all rows from those of the blocks."""
        sizes = [block.size for block in self._blocks.all]
        shares = np.array(sizes, means.dtype) / len(self._x)
        yield call(np.dot, shares, means, self._mean)
        yield call(np.subtract, means, self._mean, means)
        yield call(np.multiply, means, means, means)
        yield call(np.add, variances, means, variances)
        yield call(np.dot, shares, variances, self._variance)

    def _follow(self, running: Array, now: Array) -> Iterator[Call]:
        yield call(np.multiply, running, number(self._momentum, running), running)
        yield call(np.multiply, now, number(1 - self._momentum, running), self._part)
        yield call(np.add, running, self._part, running)

    def _normalise(self, mean: Array, variance: Array) -> Iterator[Call]:
        """y = x factor + shift."""
        inverse, factor, shift = self._inverse, self._factor, self._part
        yield from line(self._cell.weights, self._epsilon, mean, variance, inverse, factor, shift)
        factor_line, fill_factor = self._spread(factor)
        shift_line, fill_shift = self._spread(shift)
        yield from (*fill_factor, *fill_shift)

        def scale(block: Block) -> Iterator[Call]:
            y = self._y[block.rows]
            yield call(np.multiply, self._x[block.rows], factor_line, y)
            yield call(np.add, y, shift_line, y)

        yield self._blocks.sweep(scale)

    # --- backward ------------------------------------------------------------------------------------------

    def _backward(self, dy: Array) -> Iterator[Call]:
        """dx = factor (dy - w sum(dy) - w inverse^2 (x - mean) sum(dy (x - mean))), w a row's share: 1 / rows.

        By the running statistics dx = factor dy.
        """
        slopes, gradients = self._lines(dy), self._cell.gradients
        along, straight = self._features_of(2)
        if self._by_batch or gradients:
            yield from self._totals(slopes, along, straight)
        if (gradient := gradients.get("gamma")) is not None:
            yield call(np.multiply, along, self._inverse, gradient)
        if (gradient := gradients.get("beta")) is not None:
            yield call(np.copyto, gradient, straight)
        if self._cell.dx[0] is None:
            return
        dx = self._lines(self._cell.dx[0])
        factor, fill = self._spread(self._factor)
        yield from fill
        if self._by_batch:
            yield from self._lean(along, straight)
            lean, fill_lean = self._spread(along)
            drift, fill_drift = self._spread(straight)
            yield from (*fill_lean, *fill_drift)
            yield self._blocks.sweep(lambda block: self._slope(block, slopes, dx, factor, lean, drift))
        else:
            yield self._blocks.sweep(
                lambda block: [call(np.multiply, slopes[block.rows], factor, dx[block.rows])]
            )

    def _totals(self, slopes: Array, along: Array, straight: Array) -> Iterator[Call]:
        """The sums of dy (x - mean) and of dy over all rows."""
        alongs, straights = (self._cell.buffer(self._count, self._features) for _ in range(2))
        mean, fill = self._spread(self._mean)
        yield from fill

        def sums(block: Block) -> Iterator[Call]:
            dy, part = slopes[block.rows], self._room(block)
            yield call(np.subtract, self._x[block.rows], mean, part)
            yield call(np.multiply, part, dy, part)
            yield self._sum(part, 1.0, alongs[block.at])
            yield self._sum(dy, 1.0, straights[block.at])

        yield self._blocks.sweep(sums)
        yield call(np.add.reduce, alongs, 0, None, along)
        yield call(np.add.reduce, straights, 0, None, straight)

    def _lean(self, along: Array, straight: Array) -> Iterator[Call]:
        """What stands before x in dx, and what is added, from the sums: both but for the share of a row."""
        share = number(-1 if self._mask is not None else -1 / self._rows, along)
        for total in (along, straight):
            yield call(np.multiply, total, share, total)
            yield call(np.multiply, total, self._factor, total)
        yield call(np.multiply, along, self._inverse, along)
        yield call(np.multiply, along, self._inverse, along)
        yield call(np.multiply, along, self._mean, self._part)
        yield call(np.subtract, straight, self._part, straight)

    def _slope(
        self, block: Block, slopes: Array, dx: Array, factor: Array, lean: Array, drift: Array
    ) -> Iterator[Call]:
        """dx = dy factor + w (x lean + drift)."""
        part, out = self._room(block), dx[block.rows]
        yield call(np.multiply, self._x[block.rows], lean, part)
        yield call(np.add, part, drift, part)
        if self._mask is not None:
            yield call(np.multiply, part, self._weights[:, None], part)
        yield call(np.multiply, slopes[block.rows], factor, out)
        yield call(np.add, out, part, out)


def line(
    weights: Mapping[str, Array],
    epsilon: float,
    mean: Array,
    variance: Array,
    inverse: Array,
    factor: Array,
    shift: Array,
) -> Iterator[Call]:
    """The operations inverse = 1 / sqrt(variance + epsilon), factor = gamma inverse, shift = beta - mean factor."""
    yield call(np.add, variance, number(epsilon, inverse), inverse)
    yield call(np.sqrt, inverse, inverse)
    yield call(np.reciprocal, inverse, inverse)
    yield call(np.multiply, inverse, weights.get("gamma", number(1, inverse)), factor)
    yield call(np.multiply, mean, factor, shift)
    yield call(np.subtract, weights.get("beta", number(0, inverse)), shift, shift)


def by_running(cell: Cell, epsilon: float) -> Finish:
    """Normalise by the running mean and variance, part by part: y = x factor + shift, along whole lines of places."""
    features = cell.y.shape[-1]
    places = cell.y.shape[-2] if cell.y.ndim > 2 else 1
    inverse, factor, shift = (cell.buffer(features) for _ in range(3))
    mean, variance = cell.weights["moving_mean"], cell.weights["moving_variance"]
    lines = cell.buffer(2, places, features)
    before: tuple[Call, ...] = (
        *line(cell.weights, epsilon, mean, variance, inverse, factor, shift),
        call(np.copyto, lines[0], factor),
        call(np.copyto, lines[1], shift),
    )

    def part(index: Index, scratch: Scratch) -> Iterator[Call]:  # noqa: ARG001
        x = cell.x[0][index].reshape(-1, places * features)
        y = x if cell.x[0] is cell.y else cell.y[index].reshape(x.shape)
        yield call(np.multiply, x, lines[0].reshape(-1), y)
        yield call(np.add, y, lines[1].reshape(-1), y)

    return Finish(before, part)


def _repeats(rows: int, features: int) -> int:
    """How many rows to take as one line: as fill a long run, and divide the number of rows."""
    most = LONG_RUN // max(1, features) if rows * features > MUCH else 1
    return next(count for count in range(max(1, most), 0, -1) if rows % count == 0)
