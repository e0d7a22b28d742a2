"""The slow cousin of tanh."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Softsign(Activation):
    """Squeezes sums to between -1 and 1 like tanh, but nears the ends more slowly.

    f(x) = x / (1 + |x|)
    Turian, Bergstra and Bengio 2009, "Quadratic Features and Deep Architectures for Chunking".
    """

    aliases = ("elliotsig",)
    needs_input = False
    bounds = (-1, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = x / (1 + |x|)."""
        size = scratch(x.shape, x.dtype)
        return (
            call(np.absolute, x, size),
            call(np.add, size, number(1, x), size),
            call(np.divide, x, size, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = (1 - |y|)^2."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.absolute, y, slope),
            call(np.subtract, number(1, y), slope, slope),
            call(np.multiply, slope, slope, slope),
        )
        return Slopes(operations, slope)
