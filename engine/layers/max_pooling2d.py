"""The greatest number of each window of a picture."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Sample, Step
from engine.layers.families.lines import greatest
from engine.layers.families.pooling import Pooling


@dataclass(frozen=True)
class MaxPooling2D(Pooling):
    """Keeps the greatest number of each window of a picture: whether something was found there, not just where.

    y[p, q, c] = max over i, j of x[p s + i, q s + j, c]
    s are the strides. Backward all of the slope goes to the cell that was greatest, the first of equal ones.
    Ranzato, Huang, Boureau and LeCun 2007, "Unsupervised Learning of Invariant Feature Hierarchies with Applications
    to Object Recognition".
    """

    title = "Max pooling 2D"
    listed = 0
    picks = True
    aliases = ("MaxPool2d", "MaxPool2D", "maxPooling2dLayer", "subsampling", "downsampling")

    def bind(self, cell: Cell) -> Step:
        """y = the greatest of each window's cells; dx = dy at the first cell that is greatest, else 0."""
        return self.pool(cell, greatest)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; windows that overlap, that leave cells out, that reach over the edges, of unequal sides."""
        return (
            Sample(cls(), ((4, 4, 2),)),
            Sample(cls(pool_size=(3, 2), strides=(2, 1)), ((5, 3, 1),)),
            Sample(cls(pool_size=(2, 1), strides=(3, 2)), ((6, 3, 2),)),
            Sample(cls(pool_size=(3,), strides=(2,), padding="same"), ((4, 5, 1),)),
            Sample(cls(padding="same"), ((3, 3, 2),)),
        )
