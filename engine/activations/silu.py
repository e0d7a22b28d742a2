"""The sigmoid linear unit."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.layers.base import Array, Call, Scratch, Step, call, number


@dataclass(frozen=True)
class Silu(Activation):
    """Weighs each sum by its own sigmoid: a smooth ReLU that dips a little below zero.

    f(x) = x s(x),  s(x) = 1 / (1 + e^-x)
    Elfwing, Uchibe and Doya 2018, "Sigmoid-Weighted Linear Units"; Ramachandran, Zoph and Le 2017, "Searching for
    Activation Functions", where it is called swish.
    """

    title = "SiLU"
    aliases = ("swish", "swishLayer", "sigmoid linear unit")
    listed = 70
    rectifier = True

    def bind(
        self,
        x: Array,
        y: Array,
        dy: Array | None = None,
        dx: Array | None = None,
        scratch: Scratch = np.empty,
    ) -> Step:
        """f'(x) = s + y (1 - s)."""
        keep = scratch if dy is None or dx is None else np.empty
        s = keep(x.shape, x.dtype)
        forward: tuple[Call, ...] = (*logistic(x, s), call(np.multiply, x, s, y))
        if dy is None or dx is None:
            return Step(forward)
        slope = scratch(x.shape, x.dtype)
        backward: tuple[Call, ...] = (
            call(np.subtract, number(1, x), s, slope),
            call(np.multiply, slope, y, slope),
            call(np.add, slope, s, slope),
            call(np.multiply, dy, slope, dx),
        )
        return Step(forward, backward)
