"""The scaled exponential linear unit."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805


@dataclass(frozen=True)
class Selu(Activation):
    """An ELU scaled so that the outputs of a deep network keep mean 0 and variance 1 by themselves.

    f(x) = scale x for x > 0, scale alpha (e^x - 1) otherwise;  scale = 1.0507..., alpha = 1.6732...
    It goes with LeCun normal initialisation. Klambauer, Unterthiner, Mayr and Hochreiter 2017, "Self-Normalizing
    Neural Networks".
    """

    title = "SELU"
    aliases = ("scaled exponential linear unit", "self-normalising")
    listed = 90
    needs_input = False

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = scale max(x, 0) + scale alpha (e^min(x, 0) - 1)."""
        bend = scratch(x.shape, x.dtype)
        return (
            at_most(x, 0, bend),
            call(np.expm1, bend, bend),
            call(np.multiply, bend, number(SCALE * ALPHA, x), bend),
            at_least(x, 0, y),
            call(np.multiply, y, number(SCALE, x), y),
            call(np.add, y, bend, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = scale where y > 0, else y + scale alpha."""
        slope, bend = scratch(y.shape, y.dtype), scratch(y.shape, y.dtype)
        operations = (
            at_least(y, 0, slope),
            call(np.sign, slope, slope),
            call(np.multiply, slope, number(SCALE - SCALE * ALPHA, y), slope),
            at_most(y, 0, bend),
            call(np.add, slope, bend, slope),
            call(np.add, slope, number(SCALE * ALPHA, y), slope),
        )
        return Slopes(operations, slope)
