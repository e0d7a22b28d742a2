"""The inner product of two wires."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.declare import SettingError, setting
from engine.layers.base import (
    Array,
    Call,
    Cell,
    Fix,
    Layer,
    Port,
    Sample,
    Shape,
    ShapeError,
    Step,
    call,
    number,
)

SMALLEST = 1e-12
"""The least length that a list of numbers is divided by."""


@dataclass(frozen=True)
class Dot(Layer):
    """Multiplies two lists of numbers and adds up: how alike they are.

    y = sum over k of x1[..., k] x2[..., k], for every place of the one and every place of the other
    Normalised, each list is divided by its length first, and y is the cosine of the angle between them. Axes count as
    in Keras: 1 is the first after the rows of the batch, -1 the last.
    """

    listed = 70
    family = "merge"
    inputs = (Port("x"), Port("by"))
    aliases = ("inner product", "cosine similarity", "CosineSimilarity", "matmul", "bmm", "scalar product")
    backward_reads_y = False

    axes: tuple[int, ...] = setting(
        (-1,), "The axis that is summed over: one number for both, or one for each.", low=-8, high=8
    )
    normalize: bool = setting(False, "Divides each list by its length first: the cosine of the angle.")

    def __post_init__(self) -> None:
        """Check that there are one or two axes, and none is that of the batch."""
        super().__post_init__()
        if len(self.axes) not in (1, 2) or 0 in self.axes:
            raise SettingError(
                f"Dot: axes is {self.axes}, but must be one or two numbers, from 1 for the first axis or from -1 for "
                "the last."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """(a, k) and (b, k) -> (a, b): all axes but the summed ones; (1,) where none is left."""
        first, second = self._places(*inputs)
        if inputs[0][first] != inputs[1][second]:
            raise ShapeError(
                f"It multiplies lists of one length, but gets {inputs[0][first]} and {inputs[1][second]} numbers: the "
                f"shapes are {inputs[0]} and {inputs[1]}, the axes {self.axes}. Make both the same size.",
                self._remedy(*inputs),
            )
        return (*_without(inputs[0], first), *_without(inputs[1], second)) or (1,)

    def _places(self, *inputs: Shape) -> tuple[int, int]:
        """The axes as places in the shapes of one row."""
        found = []
        for axis, shape in zip(self.axes * (2 // len(self.axes)), inputs, strict=True):
            place = axis + len(shape) if axis < 0 else axis - 1
            if not 0 <= place < len(shape):
                raise ShapeError(
                    f"There is no axis {axis} to sum over in the shape {shape}. Set the axes to -1, the last.",
                    Fix("Set the axes to -1", settings={"axes": (-1,)}),
                )
            found.append(place)
        return found[0], found[1]

    def _remedy(self, *inputs: Shape) -> Fix | None:
        """Axes of equal lengths, where there is one such pair; else as many units in the second wire."""
        pairs = [
            (one + 1, other + 1)
            for one, length in enumerate(inputs[0])
            for other, wanted in enumerate(inputs[1])
            if length == wanted
        ]
        if pairs:
            return Fix(f"Set the axes to {pairs[0]}", settings={"axes": pairs[0]})
        if self._places(*inputs)[1] == len(inputs[1]) - 1:
            units = inputs[0][self._places(*inputs)[0]]
            return Fix(f"Set the Dense before the second wire to {units} units", units=units, wire=1)
        return None

    def bind(self, cell: Cell) -> Step:
        """y = u1 u2^T, u = x or x / |x|; du1 = dy u2, du2 = dy^T u1, dx = (du - u (u . du)) / |x| where normalised."""
        first, second = self._places(cell.x[0].shape[1:], cell.x[1].shape[1:])
        one, other = (_Lists(cell, wire, place, self.normalize) for wire, place in enumerate((first, second)))
        y = cell.y.reshape(cell.batch, one.unit.shape[1], other.unit.shape[1])
        forward: tuple[Call, ...] = (
            *one.forward(),
            *other.forward(),
            call(np.matmul, one.unit, other.unit.swapaxes(1, 2), y),
        )
        if cell.dy is None:
            return Step(forward)
        dy = cell.dy.reshape(y.shape)
        back = (*one.backward(dy, other.unit), *other.backward(dy.swapaxes(1, 2), one.unit))
        return Step(forward, back)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two lists, two matrices along each axis, more axes, and normalised."""
        return (
            Sample(cls(), ((4,), (4,))),
            Sample(cls(axes=(1, 2)), ((3, 2), (4, 3))),
            Sample(cls(), ((2, 3), (3,))),
            Sample(cls(axes=(1, -1)), ((3, 2), (1, 2, 3))),
            Sample(cls(normalize=True), ((4,), (4,))),
            Sample(cls(axes=(1,), normalize=True), ((3, 2), (3, 4))),
        )


def _without(shape: Shape, place: int) -> Shape:
    return (*shape[:place], *shape[place + 1 :])


class _Lists:
    """The lists of one wire, (rows, places, k) in `unit`: as they are, or divided by their lengths."""

    def __init__(self, cell: Cell, wire: int, place: int, normalize: bool) -> None:
        self._x = np.moveaxis(cell.x[wire], place + 1, -1)
        dx = cell.dx[wire]
        self._dx = None if dx is None else np.moveaxis(dx, place + 1, -1)
        shape = (cell.batch, math.prod(self._x.shape[1:-1]), self._x.shape[-1])
        own = normalize or not self._x.flags.c_contiguous
        self._own = own
        self.unit = cell.buffer(*shape) if own else self._x.reshape(shape)
        self._length = cell.buffer(*shape[:2], 1) if normalize else None
        self._slope, self._part, self._along = (
            cell.scratch(*each) for each in (shape, shape, (*shape[:2], 1))
        )

    def forward(self) -> Iterator[Call]:
        """The operations that fill `unit`."""
        if self._own:
            yield call(np.copyto, self.unit.reshape(self._x.shape), self._x)
        if self._length is not None:
            length = self._length
            yield call(np.multiply, self.unit, self.unit, self._part)
            yield call(np.add.reduce, self._part, 2, None, length, True)
            yield call(np.sqrt, length, length)
            yield call(np.maximum, length, number(SMALLEST, length), out=length)
            yield call(np.divide, self.unit, length, self.unit)

    def backward(self, dy: Array, other: Array) -> Iterator[Call]:
        """The operations that write dx from dy, (rows, places, places of the other), and the other's lists."""
        if self._dx is None:
            return
        slope = self._slope
        yield call(np.matmul, dy, other, slope)
        if self._length is not None:
            yield call(np.multiply, slope, self.unit, self._part)
            yield call(np.add.reduce, self._part, 2, None, self._along, True)
            yield call(np.multiply, self.unit, self._along, self._part)
            yield call(np.subtract, slope, self._part, slope)
            yield call(np.divide, slope, self._length, slope)
        yield call(np.copyto, self._dx, slope.reshape(self._dx.shape))
