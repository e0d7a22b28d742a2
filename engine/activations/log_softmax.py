"""From sums to the logarithms of class probabilities."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.activations.base import Activation
from engine.activations.softmax import row_maximum
from engine.layers.base import Array, Call, Scratch, call


@dataclass(frozen=True)
class LogSoftmax(Activation):
    """The logarithm of softmax, computed in one go so that small probabilities keep their digits.

    f(x)_i = x_i - ln(sum over j of e^x_j), along the last axis
    Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
    """

    title = "log softmax"
    aliases = ("LogSoftmax", "log-softmax")
    needs_input = False
    elementwise = False
    bounds = (-inf, 0)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = x - max - ln(sum of e^(x - max))."""
        power = scratch(x.shape, x.dtype)
        ones, per_row = np.ones(x.shape[-1], x.dtype), scratch((*x.shape[:-1], 1), x.dtype)
        return (
            *row_maximum(x, per_row),
            call(np.subtract, x, per_row, y),
            call(np.exp, y, power),
            call(np.dot, power, ones, per_row[..., 0]),
            call(np.log, per_row, per_row),
            call(np.subtract, y, per_row, y),
        )

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = dy - e^y (sum of dy)."""
        power = scratch(y.shape, y.dtype)
        ones, per_row = np.ones(y.shape[-1], y.dtype), scratch((*y.shape[:-1], 1), y.dtype)
        return (
            call(np.dot, dy, ones, per_row[..., 0]),
            call(np.exp, y, power),
            call(np.multiply, power, per_row, power),
            call(np.subtract, dy, power, dx),
        )
