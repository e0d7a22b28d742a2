"""The hyperbolic tangent."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Tanh(Activation):
    """Squeezes sums to between -1 and 1, with zero in the middle.

    f(x) = (e^x - e^-x) / (e^x + e^-x)
    LeCun, Bottou, Orr and Mueller 1998, "Efficient BackProp".
    """

    title = "tanh"
    aliases = ("hyperbolic tangent", "tanhLayer")
    needs_input = False
    bounds = (-1, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = tanh x."""
        return (call(np.tanh, x, y),)

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = (1 - y^2) dy."""
        slope = scratch(y.shape, y.dtype)
        return (
            call(np.multiply, y, y, slope),
            call(np.subtract, number(1, y), slope, slope),
            call(np.multiply, dy, slope, dx),
        )
