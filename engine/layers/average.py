"""The mean of several wires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Call, Cell, Step, call, number
from engine.layers.families.merging import Merging, total, wires


@dataclass(frozen=True)
class Average(Merging):
    """Takes the mean of what its wires bring, number by number: several opinions become one.

    y = (x1 + x2 + ... + xn) / n
    Shapes are equal, or lengths of 1 are repeated to fit.
    """

    aliases = ("mean", "ensemble", "averaging")
    listed = 30
    verb = "takes the mean"

    def bind(self, cell: Cell) -> Step:
        """y = the mean; every dx = dy / n."""
        share = number(1 / len(cell.x), cell.y)
        forward: tuple[Call, ...] = (*total(cell), call(np.multiply, cell.y, share, cell.y))
        if cell.dy is None:
            return Step(forward)
        dy = cell.dy
        back = (each for wire in wires(cell) for each in wire.take(dy))
        return Step(forward, (call(np.multiply, dy, share, dy), *back))
