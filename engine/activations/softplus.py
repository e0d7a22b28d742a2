"""The smooth rectifier."""

from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.declare import setting
from engine.elementwise import at_least
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class Softplus(Activation):
    """A ReLU with its corner rounded off: always above zero.

    f(x) = ln(1 + e^(beta x)) / beta, with beta 1 unless told
    Dugas, Bengio, Belisle, Nadeau and Garcia 2001, "Incorporating Second-Order Functional Knowledge for Better
    Option Pricing".
    """

    aliases = ("softplusLayer", "smooth ReLU")
    needs_input = False
    bounds = (0, inf)

    beta: float = setting(
        1.0,
        "How sharp the corner is: a ReLU's where it is large.",
        low=1e-3,
        high=1e3,
        log=True,
        advanced=True,
    )

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = max(x, 0) + ln(1 + e^-|x|); with a beta of beta x, and over beta."""
        if self.beta == 1:
            return soft_maximum(x, y, scratch)
        return (
            call(np.multiply, x, number(self.beta, x), y),
            *soft_maximum(y, y, scratch),
            call(np.multiply, y, number(1 / self.beta, y), y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = 1 - e^-(beta y)."""
        slope = scratch(y.shape, y.dtype)
        operations = (
            call(np.multiply, y, number(-self.beta, y), slope),
            call(np.expm1, slope, slope),
            call(np.negative, slope, slope),
        )
        return Slopes(operations, slope)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, sharper and blunter."""
        return cls(), cls(beta=3.0), cls(beta=0.5)


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
