"""The mean of each window of a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Sample, Step
from engine.layers.families.lines import average
from engine.layers.families.pooling import Pooling


@dataclass(frozen=True)
class AveragePooling1D(Pooling):
    """Makes a sequence shorter and smoother: each number is the mean of a window of the longer one.

    y[t, c] = mean over i of x[t s + i, c]
    s are the strides. Where a window reaches over an end, the mean is that of the steps that are there.
    """

    title = "Average pooling 1D"
    rank = 1
    listed = 50
    aliases = ("AvgPool1d", "AveragePool", "averagePooling1dLayer", "mean pooling", "moving average")

    pool_size: tuple[int, ...] = setting((2,), "How many steps a window has.", low=1, high=10_000)

    def bind(self, cell: Cell) -> Step:
        """y = the mean of each window's steps; dx = the sum of dy / steps over the windows that a step is in."""
        return average(cell, self.axes(cell.x[0].shape[1:]))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; windows that overlap, that leave steps out, that reach over the ends."""
        return (
            Sample(cls(), ((4, 2),)),
            Sample(cls(pool_size=(3,), strides=(1,)), ((5, 2),)),
            Sample(cls(pool_size=(1,), strides=(2,)), ((4, 2),)),
            Sample(cls(pool_size=(3,), strides=(2,), padding="same"), ((6, 1),)),
        )
