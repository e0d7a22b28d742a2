"""Mish, a self-gated activation."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.activations.softplus import soft_maximum
from engine.layers.base import Array, Call, Scratch, Step, call, number


@dataclass(frozen=True)
class Mish(Activation):
    """Weighs each sum by the tanh of its softplus: smooth everywhere, a little below zero on the left.

    f(x) = x tanh(ln(1 + e^x))
    Misra 2019, "Mish: A Self Regularized Non-Monotonic Activation Function".
    """

    aliases = ("mishLayer",)
    needs_output = False
    rectifier = True

    def bind(
        self,
        x: Array,
        y: Array,
        dy: Array | None = None,
        dx: Array | None = None,
        scratch: Scratch = np.empty,
    ) -> Step:
        """With p = ln(1 + e^x), t = tanh p and s = e^(x - p), the sigmoid: f'(x) = t + x s (1 - t^2)."""
        keep = scratch if dy is None or dx is None else np.empty
        p, t = keep(x.shape, x.dtype), keep(x.shape, x.dtype)
        forward: tuple[Call, ...] = (
            *soft_maximum(x, p, scratch),
            call(np.tanh, p, t),
            call(np.multiply, x, t, y),
        )
        if dy is None or dx is None:
            return Step(forward)
        slope = scratch(x.shape, x.dtype)
        backward: tuple[Call, ...] = (
            call(np.subtract, x, p, p),
            call(np.exp, p, p),
            call(np.multiply, p, x, p),
            call(np.multiply, t, t, slope),
            call(np.subtract, number(1, x), slope, slope),
            call(np.multiply, slope, p, slope),
            call(np.add, slope, t, slope),
            call(np.multiply, dy, slope, dx),
        )
        return Step(forward, backward)
