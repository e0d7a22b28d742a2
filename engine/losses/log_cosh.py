"""Squared where near, absolute where far, and smooth between."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call, number
from engine.losses.base import Loss, LossCell, LossStep


@dataclass(frozen=True)
class LogCosh(Loss):
    """Like Huber without a seam: half the square of small differences, large ones as they are, less ln 2.

    With e = p - t: L = mean(ln(cosh e)),  dL/dp = tanh(e) / size
    ln(cosh e) = |e| + ln(1 + e^-2|e|) - ln 2, a softplus that neither overflows nor loses small differences.
    Chen, Chen, Sun, Ge and Zhang 2019, "Log Hyperbolic Cosine Loss Improves Variational Auto-Encoder".
    """

    title = "Log-cosh"
    aliases = ("logcosh", "log hyperbolic cosine")
    tasks = ("regression", "count")

    def bind(self, cell: LossCell) -> LossStep:
        """ln(1 + e^-2|e|) - ln 2 = ln(1 + (e^-2|e| - 1) / 2), which stays exact where e is near 0."""
        difference, distance, part = cell.like(), cell.like(), cell.like()
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.absolute, difference, distance),
            call(np.multiply, distance, number(-2, part), part),
            call(np.expm1, part, part),
            call(np.multiply, part, number(0.5, part), part),
            call(np.log1p, part, part),
            call(np.add, part, distance, part),
            *cell.mean(part, cell.size),
        )
        slope = call(np.tanh, difference, part)
        return LossStep(forward, (slope, *cell.slope(part, 1 / cell.size)))
