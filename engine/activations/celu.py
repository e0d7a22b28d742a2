"""The continuously differentiable exponential linear unit."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.declare import setting
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Celu(Activation):
    """An ELU without a kink: its slope is 1 at zero, whatever the depth of its floor.

    f(x) = x for x > 0, alpha (e^(x / alpha) - 1) otherwise
    Barron 2017, "Continuously Differentiable Exponential Linear Units".
    """

    title = "CELU"
    aliases = ("continuously differentiable exponential linear unit",)
    needs_input = False
    rectifier = True

    alpha: float = setting(1.0, "How far below zero the floor lies.", low=0.01, high=100)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1)."""
        bend = scratch(x.shape, x.dtype)
        return (
            at_most(x, 0, bend),
            call(np.divide, bend, number(self.alpha, x), bend),
            call(np.expm1, bend, bend),
            call(np.multiply, bend, number(self.alpha, x), bend),
            at_least(x, 0, y),
            call(np.add, y, bend, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = min(y, 0) / alpha + 1."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            at_most(y, 0, slope),
            call(np.divide, slope, number(self.alpha, y), slope),
            call(np.add, slope, number(1, y), slope),
        )
        return Slopes(operations, slope)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and a floor elsewhere."""
        return (cls(), cls(alpha=0.3), cls(alpha=2.0))
