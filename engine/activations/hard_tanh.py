"""The hyperbolic tangent made of three straight lines."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class HardTanh(Activation):
    """Cuts sums off at -1 and 1: a tanh of three straight lines.

    f(x) = min(max(-1, x), 1)
    Collobert 2004, "Large Scale Machine Learning".
    """

    title = "hard tanh"
    aliases = ("Hardtanh",)
    needs_input = False
    bounds = (-1, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = min(max(-1, x), 1)."""
        return (
            at_least(x, -1, y),
            at_most(y, 1, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 where |y| < 1, else 0: sign(1 - |y|)."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.absolute, y, slope),
            call(np.subtract, number(1, y), slope, slope),
            call(np.sign, slope, slope),
        )
        return Slopes(operations, slope)
