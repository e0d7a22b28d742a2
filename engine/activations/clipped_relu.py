"""The rectified linear unit with a bar, a ceiling and a leak of one's own."""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from engine.activations.base import Activation
from engine.declare import AUTO, setting
from engine.layers.base import Array, Call, Scratch, call, number


@dataclass(frozen=True)
class ClippedRelu(Activation):
    """A ReLU that you can shape: sums pass above a bar and up to a ceiling; below the bar a share of them leaks.

    f(x) = min(x, ceiling) for x > bar, slope (x - bar) otherwise
    At a bar of 0 without a ceiling it is the leaky ReLU, and with a slope of 0 the ReLU itself. As Keras' relu, whose
    max_value, threshold and negative_slope these are.
    """

    title = "Clipped ReLU"
    aliases = ("clippedReluLayer", "thresholded ReLU", "ThresholdedReLU", "Threshold", "max_value")
    needs_output = False
    rectifier = True

    max_value: float | Literal["auto"] = setting(
        1.0, "No sum passes as more than this.", label="ceiling", low=0, high=1e6, auto="none"
    )
    threshold: float = setting(0.0, "Sums must lie above this to pass.", label="bar", low=0, high=1e6)
    negative_slope: float = setting(0.0, "The share of what lies below the bar that leaks.", low=0, high=1e3)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = min(x, ceiling) above the bar, and slope min(x - bar, 0) added."""
        above, leak = scratch(x.shape, np.bool_), scratch(x.shape, x.dtype)
        passing = [call(np.greater, x, number(self.threshold, x), above), call(np.multiply, x, above, y)]
        if not isinstance(self.max_value, str):
            passing.append(call(np.minimum, y, number(self.max_value, x), out=y))
        if not self.negative_slope:
            return tuple(passing)
        return (
            *passing,
            call(np.subtract, x, number(self.threshold, x), leak),
            call(np.minimum, leak, number(0, x), out=leak),
            call(np.multiply, leak, number(self.negative_slope, x), leak),
            call(np.add, y, leak, y),
        )

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = dy between bar and ceiling, slope dy below the bar, else 0."""
        there, part = scratch(x.shape, np.bool_), scratch(x.shape, x.dtype)
        leaking = (
            call(np.less, x, number(self.threshold, x), there),
            call(np.multiply, dy, there, part),
            call(np.multiply, part, number(self.negative_slope, x), part),
        )
        passing = [call(np.greater, x, number(self.threshold, x), there), call(np.multiply, dy, there, dx)]
        if not isinstance(self.max_value, str):
            passing.append(call(np.less, x, number(self.max_value, x), there))
            passing.append(call(np.multiply, dx, there, dx))
        return (*leaking, *passing, call(np.add, dx, part, dx)) if self.negative_slope else tuple(passing)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """With a ceiling, with a bar, with a leak, and with everything."""
        return (
            cls(),
            cls(max_value=AUTO, threshold=0.5),
            cls(max_value=AUTO, negative_slope=0.3),
            cls(max_value=1.5, threshold=0.5, negative_slope=0.1),
        )
