"""Forgetting whole channels of a sequence at random."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Sample, Shape, Step
from engine.layers.families.dropping import Regularising, drop
from engine.layers.families.grid import sequence


@dataclass(frozen=True)
class SpatialDropout1D(Regularising):
    """Silences whole channels of a sequence at random while training: single numbers could be guessed from neighbours.

    training: y = x m / (1 - rate), one m for each channel of a row, 0 with probability rate, else 1
    afterwards: y = x
    Tompson, Goroshin, Jain, LeCun and Bregler 2015, "Efficient Object Localization Using Convolutional Networks".
    """

    title = "Spatial dropout 1D"
    aliases = ("Dropout1d", "spatialDropoutLayer", "channel dropout")
    listed = 20

    rate: float = setting(0.5, "The share of channels that are silenced.", low=0, high=0.99)

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        return sequence(inputs[0])

    def bind(self, cell: Cell) -> Step:
        """A new mask for every forward pass in training; the backward pass uses the same one."""
        shape = cell.x[0].shape[1:]
        return drop(cell, self.rate, (1, shape[1]))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little, and nothing."""
        return (
            Sample(cls(), ((3, 4),)),
            Sample(cls(rate=0.2), ((2, 3),)),
            Sample(cls(rate=0.0), ((2, 3),)),
        )
