"""The logistic function."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Sigmoid(Activation):
    """Squeezes sums to between 0 and 1, so that they read as a probability: for answers of yes or no.

    f(x) = 1 / (1 + e^-x)
    Verhulst 1845, "Recherches mathematiques sur la loi d'accroissement de la population".
    """

    title = "sigmoid"
    aliases = ("logistic", "sigmoidLayer", "logsig")
    listed = 10
    needs_input = False
    bounds = (0, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = 1 / (1 + e^-x)."""
        return logistic(x, y)

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = y (1 - y)."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.subtract, number(1, y), y, slope),
            call(np.multiply, slope, y, slope),
        )
        return Slopes(operations, slope)


def logistic(x: Array, y: Array) -> tuple[Call, ...]:
    """Operations that write y = 1 / (1 + e^-x) for any x without overflow; y may be x."""
    return (
        at_least(x, 1 - np.log(np.finfo(x.dtype).max), y),
        call(np.negative, y, y),
        call(np.exp, y, y),
        call(np.add, y, number(1, x), y),
        call(np.reciprocal, y, y),
    )
