"""Numbers brought to mean 0 and variance 1 by a mean and a variance that are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step, call
from engine.layers.families.constants import along, check_length
from engine.layers.families.normalising import places

SMALLEST = 1e-7
"""The least deviation that is divided by."""


@dataclass(frozen=True)
class Normalization(Layer):
    """Brings numbers to mean 0 and variance 1 by a mean and a variance that are known beforehand.

    y = (x - mean) / max(sqrt(variance), 1e-7), or with invert x = mean + y max(sqrt(variance), 1e-7) back again
    One number holds for all, several for one place each along the axis. The columns of a table are normalised already
    when they are prepared, by what the training rows are; this layer is for pictures, and for networks from elsewhere.
    """

    listed = 10
    family = "data"
    aliases = ("standardise", "StandardScaler", "zscore", "z-score", "whitening", "Normalize")
    passes_mask = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    mean: tuple[float, ...] = setting((0.0,), "The mean that is taken off.")
    variance: tuple[float, ...] = setting((1.0,), "The variance, whose root is divided by.", low=0)
    axis: int = setting(
        -1,
        "Along which axis several numbers count; -1 is the last, 1 the first.",
        low=-8,
        high=8,
        advanced=True,
    )
    invert: bool = setting(
        False, "Does the opposite: multiplies by the root, then adds the mean.", advanced=True
    )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        if inputs[0]:
            places((self.axis,), inputs[0])
        check_length("mean", self.mean, inputs[0], self.axis)
        check_length("variance", self.variance, inputs[0], self.axis)
        return inputs[0]

    def bind(self, cell: Cell) -> Step:
        """dx = dy / deviation, or dy times it where inverted."""
        x, y = cell.x[0], cell.y
        deviation = tuple(max(math.sqrt(each), SMALLEST) for each in self.variance)
        factor = along(deviation if self.invert else tuple(1 / each for each in deviation), y, self.axis)
        mean = along(self.mean, y, self.axis)
        forward = (
            (call(np.multiply, x, factor, y), call(np.add, y, mean, y))
            if self.invert
            else (call(np.subtract, x, mean, y), call(np.multiply, y, factor, y))
        )
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        return Step(forward, (call(np.multiply, cell.dy, factor, cell.dx[0]),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, for each channel, along another axis, and inverted."""
        return (
            Sample(cls(), ((3,),)),
            Sample(cls(mean=(1.0, 2.0, 3.0), variance=(4.0, 0.25, 1.0)), ((2, 3),)),
            Sample(cls(mean=(1.0, 2.0), variance=(4.0,), axis=1), ((2, 3),)),
            Sample(cls(mean=(0.5,), variance=(9.0, 4.0), invert=True), ((2,),)),
        )
