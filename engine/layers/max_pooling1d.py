"""The greatest number of each window of a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Sample, Step
from engine.layers.families.lines import greatest
from engine.layers.families.pooling import Pooling


@dataclass(frozen=True)
class MaxPooling1D(Pooling):
    """Keeps the greatest number of each window of a sequence: whether something happened, not exactly when.

    y[t, c] = max over i of x[t s + i, c]
    s are the strides. Backward all of the slope goes to the step that was greatest, the first of equal ones.
    """

    title = "Max pooling 1D"
    rank = 1
    listed = 40
    picks = True
    aliases = ("MaxPool1d", "MaxPool1D", "maxPooling1dLayer", "subsampling", "downsampling")

    pool_size: tuple[int, ...] = setting((2,), "How many steps a window has.", low=1, high=10_000)

    def bind(self, cell: Cell) -> Step:
        """y = the greatest of each window's steps; dx = dy at the first step that is greatest, else 0."""
        return self.pool(cell, greatest)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; windows that overlap, that leave steps out, that reach over the ends."""
        return (
            Sample(cls(), ((4, 2),)),
            Sample(cls(pool_size=(3,), strides=(1,)), ((5, 2),)),
            Sample(cls(pool_size=(1,), strides=(2,)), ((4, 2),)),
            Sample(cls(pool_size=(3,), strides=(2,), padding="same"), ((6, 1),)),
        )
