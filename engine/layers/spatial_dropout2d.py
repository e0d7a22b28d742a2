"""Forgetting whole channels of a picture at random."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Sample, Shape, Step
from engine.layers.families.dropping import Regularising, drop
from engine.layers.families.grid import picture


@dataclass(frozen=True)
class SpatialDropout2D(Regularising):
    """Silences whole channels of a picture at random while training: single numbers could be guessed from neighbours.

    training: y = x m / (1 - rate), one m for each channel of a row, 0 with probability rate, else 1
    afterwards: y = x
    Tompson, Goroshin, Jain, LeCun and Bregler 2015, "Efficient Object Localization Using Convolutional Networks".
    """

    title = "Spatial dropout 2D"
    aliases = ("Dropout2d", "spatialDropoutLayer", "channel dropout")
    listed = 10

    rate: float = setting(0.5, "The share of channels that are silenced.", low=0, high=0.99)

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        return picture(inputs[0])

    def bind(self, cell: Cell) -> Step:
        """A new mask for every forward pass in training; the backward pass uses the same one."""
        shape = cell.x[0].shape[1:]
        return drop(cell, self.rate, (1, 1, shape[2]))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little, and nothing."""
        return (
            Sample(cls(), ((2, 2, 4),)),
            Sample(cls(rate=0.2), ((2, 1, 3),)),
            Sample(cls(rate=0.0), ((2, 1, 3),)),
        )
