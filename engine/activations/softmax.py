"""From sums to the probabilities of classes."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, call


@dataclass(frozen=True)
class Softmax(Activation):
    """Turns a row of sums into probabilities that add up to 1: for answers that are one of several classes.

    f(x)_i = e^x_i / sum over j of e^x_j, along the last axis
    Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
    """

    title = "softmax"
    aliases = ("softmaxLayer", "normalised exponential")
    needs_input = False
    elementwise = False

    def forward(self, x: Array, y: Array) -> tuple[Call, ...]:
        """y = e^(x - max) / sum; the greatest is taken off first, so that nothing overflows."""
        ones, per_row = np.ones(x.shape[-1], x.dtype), np.empty((*x.shape[:-1], 1), x.dtype)
        return (
            call(np.maximum.reduce, x, axis=-1, out=per_row, keepdims=True),
            call(np.subtract, x, per_row, y),
            call(np.exp, y, y),
            call(np.dot, y, ones, per_row[..., 0]),
            call(np.divide, y, per_row, y),
        )

    def backward(self, x: Array, y: Array, dy: Array, dx: Array) -> tuple[Call, ...]:  # noqa: ARG002
        """dx = y (dy - sum of y dy)."""
        product = np.empty_like(y)
        ones, per_row = np.ones(y.shape[-1], y.dtype), np.empty((*y.shape[:-1], 1), y.dtype)
        return (
            call(np.multiply, y, dy, product),
            call(np.dot, product, ones, per_row[..., 0]),
            call(np.subtract, dy, per_row, dx),
            call(np.multiply, dx, y, dx),
        )
