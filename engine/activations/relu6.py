"""The rectified linear unit with a ceiling."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
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

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = dy where 0 < y < 6, else 0: the slope is sign(y) sign(6 - y)."""
        slope, room = scratch(y.shape, y.dtype), scratch(y.shape, y.dtype)
        return (
            call(np.sign, y, slope),
            call(np.subtract, number(6, y), y, room),
            call(np.sign, room, room),
            call(np.multiply, slope, room, slope),
            call(np.multiply, dy, slope, dx),
        )
