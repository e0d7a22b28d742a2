"""The maths of normalising each row by itself: by mean and variance, or by the mean square alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.elementwise import equal
from engine.layers.base import Array, Call, Cell, Step, call, number
from engine.layers.families.blocks import Block, Blocks


class RowStatistics:
    """Brings the last `length` numbers of each row to a mean square of 1, where `centred` after taking off their mean.

    y = unit gamma + beta, unit = (x - mean) inverse, inverse = 1 / sqrt(mean of (x - mean)^2 + epsilon). Backward
    unit is made again from x, which is cheaper than to keep it. `gamma` is the name of its weight.
    """

    def __init__(self, cell: Cell, length: int, epsilon: float, centred: bool, gamma: str = "gamma") -> None:
        self._cell, self._epsilon, self._centred, self._gamma_name = cell, epsilon, centred, gamma
        self._x, self._y = cell.x[0].reshape(-1, length), cell.y.reshape(-1, length)
        self._mean, self._inverse = cell.buffer(len(self._x), 1), cell.buffer(len(self._x), 1)
        self._share = np.full(length, 1 / length, self._x.dtype)
        self._blocks = Blocks(len(self._x), self._x[:1].nbytes, outline=cell.outline)
        self._rooms = self._blocks.scratch(cell, length), self._blocks.scratch(cell, length)
        gamma_weight, beta_weight = cell.weights.get(gamma), cell.weights.get("beta")
        self._gamma = None if gamma_weight is None else gamma_weight.reshape(-1)
        self._beta = None if beta_weight is None else beta_weight.reshape(-1)

    def step(self) -> Step:
        """The forward pass and, where it is wanted, the backward pass."""
        forward = (self._blocks.sweep(self._forward),)
        return Step(forward, () if self._cell.dy is None else tuple(self._backward(self._cell.dy)))

    def _room(self, block: Block, which: int) -> Array:
        return self._rooms[which][block.part][: block.size]

    def _forward(self, block: Block) -> Iterator[Call]:
        x, y, room = self._x[block.rows], self._y[block.rows], self._room(block, 0)
        inverse = self._inverse[block.rows]
        if self._centred:
            mean = self._mean[block.rows]
            yield call(np.dot, x, self._share, mean[:, 0])
            yield call(np.subtract, x, mean, y)
            x = y
        yield call(np.multiply, x, x, room)
        yield call(np.dot, room, self._share, inverse[:, 0])
        yield call(np.add, inverse, number(self._epsilon, inverse), inverse)
        yield call(np.sqrt, inverse, inverse)
        yield call(np.reciprocal, inverse, inverse)
        yield call(np.multiply, x, inverse, y)
        if self._gamma is not None:
            yield call(np.multiply, y, self._gamma, y)
        if self._beta is not None:
            yield call(np.add, y, self._beta, y)

    def _backward(self, dy: Array) -> Iterator[Call]:
        """dgamma = sum of dy unit, dbeta = sum of dy over the rows;
        dx = inverse (g - mean of g - unit (mean of g unit)), g = dy gamma; without the first mean if not centred.
        """
        slopes, dx = dy.reshape(self._x.shape), self._cell.dx[0]
        dx = None if dx is None else dx.reshape(self._x.shape)
        shares = self._share
        if self._gamma is not None:
            shares = self._cell.buffer(len(self._share))
            yield call(np.multiply, self._gamma, self._share, shares)
        gradients = [self._cell.gradients.get(name) for name in (self._gamma_name, "beta")]
        parts = [
            None if each is None else self._cell.buffer(len(self._blocks.all), each.size)
            for each in gradients
        ]
        yield self._blocks.sweep(lambda block: self._slope(block, slopes, dx, shares, parts))
        for gradient, part in zip(gradients, parts, strict=True):
            if gradient is not None:
                yield call(np.add.reduce, part, 0, None, gradient.reshape(-1))

    def _slope(
        self, block: Block, slopes: Array, whole: Array | None, shares: Array, parts: list[Array | None]
    ) -> Iterator[Call]:
        x, dy, inverse = self._x[block.rows], slopes[block.rows], self._inverse[block.rows]
        unit, product = self._room(block, 0), self._room(block, 1)
        if self._centred:
            yield call(np.subtract, x, self._mean[block.rows], unit)
            x = unit
        yield call(np.multiply, x, inverse, unit)
        yield call(np.multiply, dy, unit, product)
        ones = equal(1, len(x), x.dtype)
        for part, rows in zip(parts, (product, dy), strict=True):
            if part is not None:
                yield call(np.dot, ones, rows, part[block.at])
        if whole is None:
            return
        dx, along, straight = whole[block.rows], self._cell.buffer(len(x), 1), self._cell.buffer(len(x), 1)
        yield call(np.dot, product, shares, along[:, 0])
        yield call(np.multiply, unit, along, unit)
        if self._centred:
            yield call(np.dot, dy, shares, straight[:, 0])
            yield call(np.add, unit, straight, unit)
        if self._gamma is None:
            yield call(np.subtract, dy, unit, dx)
        else:
            yield call(np.multiply, dy, self._gamma, dx)
            yield call(np.subtract, dx, unit, dx)
        yield call(np.multiply, dx, inverse, dx)
