"""The exponential linear unit."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.declare import setting
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Elu(Activation):
    """A ReLU whose negative side bends softly to a floor, which keeps the mean of its outputs near zero.

    f(x) = x for x > 0, alpha (e^x - 1) otherwise
    Clevert, Unterthiner and Hochreiter 2016, "Fast and Accurate Deep Network Learning by Exponential Linear Units".
    """

    title = "ELU"
    aliases = ("eluLayer", "exponential linear unit")
    listed = 80
    needs_input = False
    rectifier = True

    alpha: float = setting(1.0, "How far below zero the floor lies.", low=0, high=100)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(x, 0) + alpha (e^min(x, 0) - 1)."""
        bend = scratch(x.shape, x.dtype)
        return (
            at_most(x, 0, bend),
            call(np.expm1, bend, bend),
            call(np.multiply, bend, number(self.alpha, x), bend),
            at_least(x, 0, y),
            call(np.add, y, bend, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 where y > 0, else y + alpha."""
        slope, bend = scratch(y.shape, y.dtype), scratch(y.shape, y.dtype)
        operations = (
            at_least(y, 0, slope),
            call(np.sign, slope, slope),
            call(np.multiply, slope, number(1 - self.alpha, y), slope),
            at_most(y, 0, bend),
            call(np.add, slope, bend, slope),
            call(np.add, slope, number(self.alpha, y), slope),
        )
        return Slopes(operations, slope)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and a floor elsewhere."""
        return (cls(), cls(alpha=0.3), cls(alpha=2.0))
