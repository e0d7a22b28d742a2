"""The loss of answers that are yes or no."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.sigmoid import logistic
from engine.activations.softplus import soft_maximum
from engine.declare import setting
from engine.layers.base import Array, Call, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep, residual, smoothed

FEW = 128
"""Up to so many numbers, np.logaddexp costs less than the calls of what takes long arrays in a third of the time."""


@dataclass(frozen=True)
class BinaryCrossentropy(Loss):
    """How surprised one is by the true yes or no after hearing the predicted probability.

    L = mean(-t ln p - (1 - t) ln(1 - p)), with p kept between 1e-7 and 1 - 1e-7,  dL/dp = (p - t) / (p (1 - p)) / size
    on logits z, with p = 1 / (1 + e^-z): L = mean(ln(1 + e^z) - t z),  dL/dz = (p - t) / size
    With label smoothing s the truth t counts as t (1 - s) + s / 2.
    Good 1952, "Rational Decisions"; smoothing: Szegedy et al. 2016, "Rethinking the Inception Architecture". PyTorch's
    BCELoss keeps the logarithms above -100 instead of cutting p off, and has no smoothing.
    """

    title = "Binary cross-entropy"
    aliases = ("BCELoss", "BCEWithLogitsLoss", "log loss", "logistic loss")
    absorbs = "sigmoid"
    tasks = ("binary", "multilabel")

    label_smoothing: float = setting(
        0.0, "Moves the truth this far from 0 and 1 towards one half, against overconfidence.", low=0, high=1
    )

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probability, as the cell says."""
        smooth, target = smoothed(cell, self.label_smoothing, 2)
        if cell.logits is not None:
            part, predict, forward = surprise_on_logits(cell, cell.logits, target)
            return LossStep(
                (*smooth, *forward, *cell.mean(part, cell.size)), residual(cell, target, cell.size), predict
            )
        part, forward, slope, backward = surprise(cell, target)
        return LossStep(
            (*smooth, *forward, *cell.mean(part, cell.size)), (*backward, *cell.slope(slope, 1 / cell.size))
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and smoothed."""
        return (cls(), cls(label_smoothing=0.2))


def surprise_on_logits(
    cell: LossCell, z: Array, target: Array
) -> tuple[Array, tuple[Call, ...], tuple[Call, ...]]:
    """Where ln(1 + e^z) - t z will be, the operations that predict, and those that write it afterwards."""
    soft, part, p = cell.like(), cell.like(), cell.prediction
    after = (call(np.multiply, target, z, part), call(np.subtract, soft, part, part))
    if z.size > FEW:
        return part, logistic(z, p), (*soft_maximum(z, soft), *after)
    # ln p = z - ln(1 + e^z)
    soften = call(np.logaddexp, number(0, z), z, soft)
    return part, (soften, call(np.subtract, z, soft, p), call(np.exp, p, p)), after


def surprise(cell: LossCell, target: Array) -> tuple[Array, Calls, Array, Calls]:
    """Where -t ln p - (1 - t) ln(1 - p) will be and the operations that write it; likewise its slope along p."""
    p, no, part, other, slope = (cell.like() for _ in range(5))
    inside = np.empty(p.shape, np.bool_)
    forward = (
        call(np.maximum, cell.prediction, number(EPSILON, p), out=p),
        call(np.minimum, p, number(1 - EPSILON, p), out=p),
        call(np.subtract, number(1, p), p, no),
        # -t ln p - (1 - t) ln(1 - p) = t (ln(1 - p) - ln p) - ln(1 - p)
        call(np.log, p, part),
        call(np.log, no, other),
        call(np.subtract, other, part, part),
        call(np.multiply, part, target, part),
        call(np.subtract, part, other, part),
    )
    backward = (
        call(np.subtract, p, target, slope),
        call(np.divide, slope, p, slope),
        call(np.divide, slope, no, slope),
        # Where p was cut off the loss is flat.
        call(np.equal, p, cell.prediction, inside),
        call(np.multiply, slope, inside, slope),
    )
    return part, forward, slope, backward
