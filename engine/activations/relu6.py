"""The rectified linear unit with a ceiling."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least, at_most
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Relu6(Activation):
    """A ReLU that stops growing at 6, so that nothing gets out of hand in small number formats.

    f(x) = min(max(0, x), 6)
    Krizhevsky 2010, "Convolutional Deep Belief Networks on CIFAR-10".
    """

    title = "ReLU6"
    aliases = ("ReLU 6", "hard-limited ReLU")
    needs_input = False
    rectifier = True
    keeps_order = True
    bounds = (0, 6)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = min(max(0, x), 6)."""
        return (
            at_least(x, 0, y),
            at_most(y, 6, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 where 0 < y < 6, else 0: sign(y) sign(6 - y)."""
        slope, room = scratch(y.shape, y.dtype), scratch(y.shape, y.dtype)
        operations = (
            call(np.sign, y, slope),
            call(np.subtract, number(6, y), y, room),
            call(np.sign, room, room),
            call(np.multiply, slope, room, slope),
        )
        return Slopes(operations, slope)
