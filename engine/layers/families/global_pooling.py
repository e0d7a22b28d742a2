"""What the layers share that make one number of a whole map for each channel: mean or maximum over all places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, Call, Cell, Layer, Sample, Shape, Step, call, number
from engine.layers.families.grid import picture, sequence


@dataclass(frozen=True)
class GlobalPooling(Layer):
    """The base of the layers that pool whole sequences (`rank` 1) or pictures (`rank` 2)."""

    family = "pooling"
    rank: ClassVar[int] = 2

    keepdims: bool = setting(False, "Keeps the pooled axes, with length 1.", label="keep axes", advanced=True)

    def shape(self, *inputs: Shape) -> Shape:
        """(places, ..., channels) -> (channels,), or (1, ..., channels) where the axes are kept."""
        channels = (picture(inputs[0]) if self.rank == 2 else sequence(inputs[0]))[-1]
        return (*((1,) * self.rank if self.keepdims else ()), channels)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, of one place, and with its axes kept."""
        shape = (3, 2, 2) if cls.rank == 2 else (5, 2)
        return (
            Sample(cls(), (shape,)),
            Sample(cls(), ((1,) * (cls.rank + 1),)),
            Sample(cls(keepdims=True), (shape,)),
        )


def places(array: Array) -> Array:
    """A batch of maps as (rows, places, channels)."""
    return array.reshape(array.shape[0], math.prod(array.shape[1:-1]), array.shape[-1])


def mean(cell: Cell) -> Step:
    """y = the mean of x over its places; dx = dy / places."""
    x, y = places(cell.x[0]), cell.y.reshape(cell.batch, 1, -1)
    share = 1 / x.shape[1]
    forward = (call(np.matmul, np.full((1, x.shape[1]), share, x.dtype), x, y),)
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    dy = cell.dy.reshape(y.shape)
    return Step(
        forward,
        (call(np.multiply, dy, number(share, dy), dy), call(np.copyto, places(cell.dx[0]), dy)),
    )


def mean_of_real(cell: Cell, mask: Array) -> Step:
    """y = the mean of x over the steps that the mask says are real, 0 where none is; dx = dy / their number."""
    x, y = places(cell.x[0]), cell.y.reshape(cell.batch, 1, -1)
    weights, count = cell.buffer(cell.batch, x.shape[1]), cell.buffer(cell.batch, 1)
    forward: tuple[Call, ...] = (
        call(np.copyto, weights, mask),
        call(np.add.reduce, weights, 1, None, count, True),
        call(np.maximum, count, number(1, count), out=count),
        call(np.divide, weights, count, weights),
        call(np.matmul, weights[:, None], x, y),
    )
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    dy = cell.dy.reshape(y.shape)
    return Step(forward, (call(np.multiply, weights[:, :, None], dy, places(cell.dx[0])),))


def greatest(cell: Cell) -> Step:
    """y = the greatest of x over its places; dx = dy at the first place that is greatest, else 0.

    Places that are greatest are given a rank, the first one the highest; who has the highest rank gets the slope.
    """
    x, y = places(cell.x[0]), cell.y.reshape(cell.batch, 1, -1)
    forward = (call(np.maximum.reduce, x, 1, None, y, True),)
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    dx, dy = places(cell.dx[0]), cell.dy.reshape(y.shape)
    ranks = np.arange(x.shape[1], 0, -1, dtype=x.dtype)[:, None]
    here, highest = cell.scratch(*x.shape, dtype=np.bool_), cell.scratch(*y.shape)
    return Step(
        forward,
        (
            call(np.equal, x, y, here),
            call(np.multiply, ranks, here, dx),
            call(np.maximum.reduce, dx, 1, None, highest, True),
            call(np.equal, dx, highest, here),
            call(np.multiply, dy, here, dx),
        ),
    )
