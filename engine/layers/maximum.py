"""The greatest of several wires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Cell, Step
from engine.layers.families.merging import Merging, best


@dataclass(frozen=True)
class Maximum(Merging):
    """Keeps the greatest of what its wires bring, number by number.

    y = max(x1, x2, ...)
    Shapes are equal, or lengths of 1 are repeated to fit. Backward the slope goes to the wire that was chosen, the
    first of equal ones. A step that a wire's mask says is padding does not take part.
    """

    aliases = ("max", "maxout")
    listed = 50
    verb = "takes the greatest"

    def bind(self, cell: Cell) -> Step:
        """y = the greatest; dx = dy where the wire was chosen, else 0."""
        return best(cell, np.greater, np.maximum, -np.inf)
