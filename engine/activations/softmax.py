"""From sums to the probabilities of classes."""

from dataclasses import dataclass

import numpy as np

from engine.activations.base import Activation
from engine.layers.base import Array, Call, Scratch, call


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
    bounds = (0, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = e^(x - max) / sum; the greatest is taken off first, so that nothing overflows."""
        return softmax(x, y, y, scratch(sums_like(x), x.dtype))

    def backward(self, x: Array, y: Array, dy: Array, dx: Array, scratch: Scratch) -> tuple[Call, ...]:
        """dx = y (dy - sum of y dy)."""
        product = scratch(y.shape, y.dtype)
        ones, per_row = np.ones(y.shape[-1], y.dtype), scratch((*y.shape[:-1], 1), y.dtype)
        return (
            call(np.multiply, y, dy, product),
            call(np.dot, product, ones, per_row[..., 0]),
            call(np.subtract, dy, per_row, dx),
            call(np.multiply, dx, y, dx),
        )


FEW = 16
"""Up to so many classes, sums that are repeated in every column cost less than numpy's stretching of one column."""


def softmax(x: Array, y: Array, shifted: Array, total: Array) -> tuple[Call, ...]:
    """Operations that write y = e^shifted / total, with shifted = x - max and total = sum of e^shifted.

    `total` is (..., 1), or in the shape of x with each sum repeated: see `sums_like`. `shifted` may be `y` where it is
    not wanted afterwards.
    """
    size = x.shape[-1]
    rows, greatest = (-1, size), total
    stretch: tuple[Call, ...] = ()
    if total.shape != x.shape or size == 1:
        sums = call(y.dot, np.ones(size, x.dtype), total[..., 0])
    else:
        greatest, ones = np.empty((*x.shape[:-1], 1), x.dtype), np.ones((size, size), x.dtype)
        stretch = (call(greatest.reshape(-1, 1).dot, ones[:1], total.reshape(rows)),)
        sums = call(y.reshape(rows).dot, ones, total.reshape(rows))
    return (
        *row_maximum(x, greatest),
        *stretch,
        call(np.subtract, x, total, shifted),
        call(np.exp, shifted, y),
        sums,
        call(np.divide, y, total, y),
    )


def sums_like(x: Array) -> tuple[int, ...]:
    """The shape in which `softmax` had best leave the sums along the last axis of x."""
    return x.shape if x.shape[-1] <= FEW else (*x.shape[:-1], 1)


def row_maximum(x: Array, greatest: Array) -> tuple[Call, ...]:
    """Operations that write the greatest number along the last axis of a C-contiguous `x` into `greatest` (..., 1).

    Finding its place first is two to four times as fast as np.maximum.reduce along an axis this short.
    """
    rows = x.reshape(-1, x.shape[-1])
    place, start = np.empty(len(rows), np.intp), np.arange(len(rows)) * x.shape[-1]
    return (
        call(rows.argmax, 1, place),
        call(np.add, place, start, place),
        call(x.reshape(-1).take, place, None, greatest.reshape(-1), "clip"),
    )
