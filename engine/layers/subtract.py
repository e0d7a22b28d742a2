"""The difference of two wires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Cell, Port, Sample, Step, call
from engine.layers.families.merging import Merging, wires


@dataclass(frozen=True)
class Subtract(Merging):
    """Takes what its second wire brings from the first, number by number.

    y = x1 - x2
    Shapes are equal, or lengths of 1 are repeated to fit.
    """

    listed = 40
    inputs = (Port("x"), Port("less"))
    aliases = ("difference", "minus", "Sub")
    verb = "subtracts"

    def bind(self, cell: Cell) -> Step:
        """y = x1 - x2; dx1 = dy, dx2 = -dy."""
        first, second = wires(cell)
        forward = (call(np.subtract, first.x, second.x, cell.y),)
        if cell.dy is None:
            return Step(forward)
        dy = cell.dy
        return Step(forward, (*first.take(dy), call(np.negative, dy, dy), *second.take(dy)))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Equal shapes, a number for each channel, and one with fewer axes."""
        return (
            Sample(cls(), ((4,), (4,))),
            Sample(cls(), ((2, 2, 3), (1, 1, 3))),
            Sample(cls(), ((3,), (2, 3))),
        )
