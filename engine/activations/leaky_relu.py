"""The rectified linear unit that leaks."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.declare import setting
from engine.elementwise import at_least
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class LeakyRelu(Activation):
    """A ReLU that lets a little of negative sums through, so that no neuron falls silent for good.

    f(x) = x for x > 0, negative slope x otherwise
    Maas, Hannun and Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models".
    """

    title = "Leaky ReLU"
    aliases = ("LeakyReLU", "leakyReluLayer")
    listed = 50
    needs_input = False
    rectifier = True

    negative_slope: float = setting(0.2, "The share of a negative sum that passes.", low=0, high=1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(x, slope x), as the slope is at most 1."""
        leak = scratch(x.shape, x.dtype)
        return (
            call(np.multiply, x, number(self.negative_slope, x), leak),
            call(np.maximum, x, leak, out=y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 where y > 0, else slope."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            at_least(y, 0, slope),
            call(np.sign, slope, slope),
            call(np.multiply, slope, number(1 - self.negative_slope, y), slope),
            call(np.add, slope, number(self.negative_slope, y), slope),
        )
        return Slopes(operations, slope)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, no leak at all, and no bend at all."""
        return (cls(), cls(negative_slope=0.0), cls(negative_slope=1.0))
