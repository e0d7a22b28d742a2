"""Normalising groups of channels, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.declare import SettingError, setting
from engine.layers.base import Array, Call, Cell, Fix, Sample, Shape, ShapeError, Step, Weight, call, number
from engine.layers.families.blocks import Block, Blocks
from engine.layers.families.normalising import Normalising, places, turned


@dataclass(frozen=True)
class GroupNormalization(Normalising):
    """Brings each group of channels of a row to mean 0 and variance 1, then scales and shifts each channel.

    y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance over all places and a group's channels
    It needs no batch: rows are normalised by themselves, in training and afterwards. With -1 each channel is a group of
    its own (instance normalisation: Ulyanov, Vedaldi and Lempitsky 2016).
    Wu and He 2018, "Group Normalization".
    """

    title = "Group normalization"
    aliases = (
        "GroupNorm",
        "InstanceNorm",
        "InstanceNorm2d",
        "groupNormalizationLayer",
        "instanceNormalizationLayer",
    )
    listed = 20

    groups: int = setting(
        32, "Into how many groups the channels are divided; -1: each is its own.", low=-1, high=100_000
    )
    axis: int = setting(
        -1, "Along which axis the channels lie; -1 is the last, 1 the first.", low=-8, high=8, advanced=True
    )

    def __post_init__(self) -> None:
        """Check that there are groups."""
        super().__post_init__()
        if not self.groups:
            raise SettingError(
                f"{self.label()}: groups is 0, but must be at least 1, or -1 for one a channel."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        channels = inputs[0][places((self.axis,), inputs[0])[0]]
        if channels % self.groups:
            most = next(count for count in range(min(self.groups, channels), 0, -1) if channels % count == 0)
            raise ShapeError(
                f"{channels} channels cannot be divided into {self.groups} equal groups. Set groups to a divisor of "
                f"{channels}.",
                Fix(f"Set groups to {most}", settings={"groups": most}),
            )
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """gamma and beta, a number for each channel."""
        return self.learned((inputs[0][places((self.axis,), inputs[0])[0]],))

    def bind(self, cell: Cell) -> Step:
        """Over every axis but that of the channels, row by row."""
        along = places((self.axis,), cell.x[0].shape[1:])
        return turned(cell, along, lambda cell: _Groups(cell, self.groups, self.epsilon).step())

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two groups, one, one for each channel, along another axis, and without what it learns."""
        return (
            Sample(cls(groups=2), ((4,),)),
            Sample(cls(groups=1, epsilon=1e-5), ((2, 3),)),
            Sample(cls(groups=-1), ((2, 2, 2),)),
            Sample(cls(groups=2, center=False), ((2, 2, 4),)),
            Sample(cls(groups=3, axis=1), ((3, 2),)),
            Sample(cls(groups=1, center=False, scale=False), ((3,),)),
        )


class _Groups:
    """The maps of a batch, (rows, places, channels), and what there is for each row and channel: (rows, 1, channels).

    y = x factor + shift, factor = gamma inverse, shift = beta - mean factor; backward
    dx = dy factor - inverse (mean of g) - inverse^2 (x - mean) (mean of g (x - mean) inverse), g = dy gamma.
    """

    def __init__(self, cell: Cell, groups: int, epsilon: float) -> None:
        self._cell, self._epsilon = cell, epsilon
        channels = cell.x[0].shape[-1]
        self._groups = channels if groups == -1 else groups
        shape = (cell.batch, prod(cell.x[0].shape[1:-1]), channels)
        self._x, self._y = cell.x[0].reshape(shape), cell.y.reshape(shape)
        self._blocks = Blocks(cell.batch, self._x[:1].nbytes, outline=cell.outline)
        self._rooms = self._blocks.scratch(cell, *shape[1:])
        self._small = self._blocks.scratch(cell, 1, channels)
        self._mean, self._inverse, self._factor, self._along, self._straight = (
            cell.buffer(cell.batch, 1, channels) for _ in range(5)
        )
        self._ones = np.ones((1, shape[1]), self._x.dtype)
        self._gamma = cell.weights.get("gamma", number(1, self._x))
        self._beta = cell.weights.get("beta", number(0, self._x))

    def step(self) -> Step:
        """The forward pass and, where it is wanted, the backward pass."""
        forward = (self._blocks.sweep(self._forward),)
        return Step(forward, () if self._cell.dy is None else tuple(self._backward(self._cell.dy)))

    def _rooms_of(self, block: Block) -> tuple[Array, Array]:
        return self._rooms[block.part][: block.size], self._small[block.part][: block.size]

    def _pool(self, sums: Array) -> Iterator[Call]:
        """From the sums of each channel to the mean over all places of its group."""
        grouped = sums.reshape(len(sums), self._groups, -1)
        mean = self._cell.buffer(len(sums), self._groups, 1)
        count = self._x.shape[1] * grouped.shape[2]
        yield call(np.add.reduce, grouped, 2, None, mean, True)
        yield call(np.multiply, mean, number(1 / count, mean), mean)
        yield call(np.copyto, grouped, mean)

    def _forward(self, block: Block) -> Iterator[Call]:
        x, y, (room, shift) = self._x[block.rows], self._y[block.rows], self._rooms_of(block)
        mean, inverse, factor = (each[block.rows] for each in (self._mean, self._inverse, self._factor))
        yield call(np.matmul, self._ones, x, mean)
        yield from self._pool(mean)
        yield call(np.subtract, x, mean, room)
        yield call(np.multiply, room, room, room)
        yield call(np.matmul, self._ones, room, inverse)
        yield from self._pool(inverse)
        yield call(np.add, inverse, number(self._epsilon, inverse), inverse)
        yield call(np.sqrt, inverse, inverse)
        yield call(np.reciprocal, inverse, inverse)
        yield call(np.multiply, inverse, self._gamma, factor)
        yield call(np.multiply, mean, factor, shift)
        yield call(np.subtract, self._beta, shift, shift)
        yield call(np.multiply, x, factor, y)
        yield call(np.add, y, shift, y)

    def _backward(self, dy: Array) -> Iterator[Call]:
        slopes = dy.reshape(self._x.shape)
        yield self._blocks.sweep(lambda block: self._sums(block, slopes))
        for name, total in (("gamma", self._along), ("beta", self._straight)):
            if (gradient := self._cell.gradients.get(name)) is not None:
                yield call(np.add.reduce, total[:, 0], 0, None, gradient)
        if self._cell.dx[0] is not None:
            dx = self._cell.dx[0].reshape(self._x.shape)
            yield self._blocks.sweep(lambda block: self._slope(block, slopes, dx))

    def _sums(self, block: Block, slopes: Array) -> Iterator[Call]:
        """For each row and channel the sums over all places of dy unit and of dy."""
        dy, (room, _) = slopes[block.rows], self._rooms_of(block)
        along, inverse = self._along[block.rows], self._inverse[block.rows]
        yield call(np.subtract, self._x[block.rows], self._mean[block.rows], room)
        yield call(np.multiply, room, dy, room)
        yield call(np.matmul, self._ones, room, along)
        yield call(np.multiply, along, inverse, along)
        yield call(np.matmul, self._ones, dy, self._straight[block.rows])

    def _slope(self, block: Block, slopes: Array, dx: Array) -> Iterator[Call]:
        """dx = dy factor + x lean + drift."""
        (room, small), out = self._rooms_of(block), dx[block.rows]
        mean, inverse, lean, drift = (
            each[block.rows] for each in (self._mean, self._inverse, self._along, self._straight)
        )
        for each in (lean, drift):
            yield call(np.multiply, each, self._gamma, each)
            yield from self._pool(each)
            yield call(np.multiply, each, inverse, each)
            yield call(np.negative, each, each)
        yield call(np.multiply, lean, inverse, lean)
        yield call(np.multiply, lean, mean, small)
        yield call(np.subtract, drift, small, drift)
        yield call(np.multiply, self._x[block.rows], lean, room)
        yield call(np.multiply, slopes[block.rows], self._factor[block.rows], out)
        yield call(np.add, out, room, out)
        yield call(np.add, out, drift, out)
