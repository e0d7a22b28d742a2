"""The rectified linear unit."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Relu(Activation):
    """Passes positive sums on and stops negative ones: the usual choice inside a network.

    f(x) = max(0, x)
    Nair and Hinton 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines".
    """

    title = "ReLU"
    aliases = ("rectifier", "reluLayer")
    needs_input = False
    rectifier = True
    bounds = (0, inf)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(0, x)."""
        return (call(np.maximum, x, number(0, x), out=y),)

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = dy where y > 0, else 0: the sign of y, which is never negative, is the slope."""
        slope = scratch(y.shape, y.dtype)
        return (call(np.sign, y, slope), call(np.multiply, dy, slope, dx))
