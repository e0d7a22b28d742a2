"""The smooth rectifier."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_least
from engine.layers.base import Array, Call, Scratch, call


@dataclass(frozen=True)
class Softplus(Activation):
    """A ReLU with its corner rounded off: always above zero.

    f(x) = ln(1 + e^x)
    Dugas, Bengio, Belisle, Nadeau and Garcia 2001, "Incorporating Second-Order Functional Knowledge for Better
    Option Pricing".
    """

    aliases = ("softplusLayer", "smooth ReLU")
    needs_input = False
    bounds = (0, inf)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(x, 0) + ln(1 + e^-|x|)."""
        return soft_maximum(x, y, scratch)

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 - e^-y."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.negative, y, slope),
            call(np.expm1, slope, slope),
            call(np.negative, slope, slope),
        )
        return Slopes(operations, slope)


def soft_maximum(x: Array, y: Array, scratch: Scratch = np.empty) -> tuple[Call, ...]:
    """Operations that write y = ln(1 + e^x) for any x without overflow; y may be x."""
    rest = scratch(x.shape, x.dtype)
    return (
        call(np.absolute, x, rest),
        call(np.negative, rest, rest),
        call(np.exp, rest, rest),
        call(np.log1p, rest, rest),
        at_least(x, 0, y),
        call(np.add, y, rest, y),
    )
