"""The logistic function made of three straight lines."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class HardSigmoid(Activation):
    """A sigmoid of three straight lines: 0 below -3, 1 above 3.

    f(x) = min(max(0, x + 3), 6) / 6
    Courbariaux, Bengio and David 2015, "BinaryConnect", with the slope of Howard et al. 2019.
    """

    title = "hard sigmoid"
    aliases = ("Hardsigmoid",)
    needs_input = False
    bounds = (0, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = min(max(0, x + 3), 6) / 6."""
        return hard_logistic(x, y)

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 / 6 where 0 < y < 1, else 0: sign(y (1 - y)) / 6."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.subtract, number(1, y), y, slope),
            call(np.multiply, slope, y, slope),
            call(np.sign, slope, slope),
            call(np.multiply, slope, number(1 / 6, y), slope),
        )
        return Slopes(operations, slope)


def hard_logistic(x: Array, y: Array) -> tuple[Call, ...]:
    """Operations that write y = min(max(0, x + 3), 6) / 6; y may be x."""
    return (
        call(np.add, x, number(3, x), y),
        at_least(y, 0, y),
        at_most(y, 6, y),
        call(np.divide, y, number(6, x), y),
    )
