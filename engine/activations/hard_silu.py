"""The sigmoid linear unit made of simple pieces."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.activations.hard_sigmoid import hard_logistic
from engine.layers.base import Array, Call, Scratch, Step, call, number


@dataclass(frozen=True)
class HardSilu(Activation):
    """Weighs each sum by its own hard sigmoid: nearly SiLU, without an exponential.

    f(x) = x h(x),  h(x) = min(max(0, x + 3), 6) / 6
    Howard et al. 2019, "Searching for MobileNetV3", where it is called h-swish.
    """

    title = "hard SiLU"
    aliases = ("hard swish", "Hardswish", "h-swish")
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
        """f'(x) = h + x h', where h' = 1/6 for 0 < h < 1, else 0."""
        keep = scratch if dy is None or dx is None else np.empty
        h = keep(x.shape, x.dtype)
        forward: tuple[Call, ...] = (*hard_logistic(x, h), call(np.multiply, x, h, y))
        if dy is None or dx is None:
            return Step(forward)
        slope = scratch(x.shape, x.dtype)
        backward: tuple[Call, ...] = (
            call(np.subtract, number(1, x), h, slope),
            call(np.multiply, slope, h, slope),
            call(np.sign, slope, slope),
            call(np.multiply, slope, number(1 / 6, x), slope),
            call(np.multiply, slope, x, slope),
            call(np.add, slope, h, slope),
            call(np.multiply, dy, slope, dx),
        )
        return Step(forward, backward)
