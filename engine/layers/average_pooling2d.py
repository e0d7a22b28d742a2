"""The mean of each window of a picture."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Sample, Step
from engine.layers.families.lines import average
from engine.layers.families.pooling import Pooling


@dataclass(frozen=True)
class AveragePooling2D(Pooling):
    """Makes a picture smaller: each number is the mean of a window of the larger one.

    y[p, q, c] = mean over i, j of x[p s + i, q s + j, c]
    s are the strides. Where a window reaches over an edge, the mean is that of the cells that are there.
    LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document Recognition".
    """

    title = "Average pooling 2D"
    aliases = ("AvgPool2d", "AveragePool", "averagePooling2dLayer", "mean pooling", "downsampling")
    listed = 10

    def bind(self, cell: Cell) -> Step:
        """y = the mean of each window's cells; dx = the sum of dy / cells over the windows that a cell is in."""
        return average(cell, self.axes(cell.x[0].shape[1:]))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; windows that overlap, that leave cells out, that reach over the edges, of unequal sides."""
        return (
            Sample(cls(), ((4, 4, 2),)),
            Sample(cls(pool_size=(3, 2), strides=(2, 1)), ((5, 3, 1),)),
            Sample(cls(pool_size=(2, 1), strides=(3, 2)), ((6, 3, 2),)),
            Sample(cls(pool_size=(3,), strides=(2,), padding="same"), ((4, 5, 1),)),
            Sample(cls(padding="same"), ((3, 4, 2),)),
        )
