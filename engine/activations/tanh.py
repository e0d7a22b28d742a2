"""The hyperbolic tangent."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Tanh(Activation):
    """Squeezes sums to between -1 and 1, with zero in the middle.

    f(x) = (e^x - e^-x) / (e^x + e^-x)
    LeCun, Bottou, Orr and Mueller 1998, "Efficient BackProp".
    """

    title = "tanh"
    aliases = ("hyperbolic tangent", "tanhLayer", "tansig")
    listed = 20
    needs_input = False
    bounds = (-1, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = tanh x."""
        return (call(np.tanh, x, y),)

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 - y^2."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.multiply, y, y, slope),
            call(np.subtract, number(1, y), slope, slope),
        )
        return Slopes(operations, slope)
