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
    listed = 30
    needs_input = False
    elementwise = False
    bounds = (0, 1)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = e^(x - max) / sum; the greatest is taken off first, so that nothing overflows."""
        return softmax(x, y, y, scratch((*x.shape[:-1], 1), x.dtype))

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
SMALL = 85.0
"""Up to here in either direction, e^x of a few numbers, and their sum, are well within single precision."""


def softmax(x: Array, y: Array, shifted: Array, total: Array) -> tuple[Call, ...]:
    """Operations that write y = e^shifted / total, with shifted = x - max and total = sum of e^shifted (..., 1).

    `shifted` may be `y` where it is not wanted afterwards.
    """
    ones = np.ones(x.shape[-1], x.dtype)
    return (
        *row_maximum(x, total),
        call(np.subtract, x, total, shifted),
        call(np.exp, shifted, y),
        call(y.dot, ones, total[..., 0]),
        call(np.divide, y, total, y),
    )


def softmax_and_logarithm(x: Array, y: Array, log_y: Array) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """Operations that write y = softmax(x), and those that write ln y afterwards.

    ln y = x - ln(sum of e^x), which knows probabilities that round to 0 or 1.
    """
    if x.shape[-1] <= FEW:
        return _of_few_classes(x, y, log_y)
    shifted, total, logarithm = np.empty_like(x), *(np.empty((*x.shape[:-1], 1), x.dtype) for _ in range(2))
    after = (call(np.log, total, logarithm), call(np.subtract, shifted, logarithm, log_y))
    return softmax(x, y, shifted, total), after


def _of_few_classes(x: Array, y: Array, log_y: Array) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """The same in fewer and cheaper calls: sums are repeated in each column, and small numbers need no shift."""
    size, flat = x.shape[-1], x.reshape(-1)
    x, y, log_y = (each.reshape(-1, size) for each in (x, y, log_y))
    shifted, greatest, total, logarithm = (np.empty_like(x) for _ in range(4))
    greatest_of_row, ones = np.empty((len(x), 1), x.dtype), np.ones((size, size), x.dtype)
    shift: tuple[Call, ...] = (
        *row_maximum(x, greatest_of_row),
        call(greatest_of_row.dot, ones[:1], greatest),
        call(np.subtract, x, greatest, shifted),
    )
    squares, limit = np.zeros((), x.dtype), SMALL * SMALL
    exp, log, subtract, square, summed = np.exp, np.log, np.subtract, flat.dot, squares.item
    read = x

    def exponentials() -> None:
        nonlocal read
        read = x
        # No number is beyond the root of the sum of squares. What is not a number takes the careful way too.
        square(flat, squares)
        if not summed() < limit:
            for operation in shift:
                operation()
            read = shifted
        exp(read, y)

    def logarithms() -> None:
        log(total, logarithm)
        subtract(read, logarithm, log_y)

    return (exponentials, call(y.dot, ones, total), call(np.divide, y, total, y)), (logarithms,)


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
