"""The activation that changes nothing."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Scratch, call


@dataclass(frozen=True)
class Linear(Activation):
    """Passes the sum on as it is: for outputs that are numbers.

    f(x) = x
    """

    aliases = ("identity", "none", "purelin")
    listed = 40
    needs_input = needs_output = False

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = x; nothing to do where they share memory."""
        return () if x is y else (call(np.copyto, y, x),)

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = dy; nothing to do where they share memory."""
        return () if dx is dy else (call(np.copyto, dx, dy),)
