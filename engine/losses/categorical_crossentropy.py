"""The loss of answers that are one of several classes."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.softmax import softmax_and_logarithm
from engine.declare import setting
from engine.layers.base import Array, Call, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep, residual, smoothed


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """How surprised one is by the true class after hearing the predicted probabilities.

    L = mean over rows of -sum(t ln q), with q = p / sum(p) kept between 1e-7 and 1 - 1e-7
    on logits z: L = mean over rows of sum(t (ln(sum(e^z)) - z)),  dL/dz = (softmax(z) - t) / rows
    Each row of the truth t adds up to 1. With label smoothing s and k classes it counts as t (1 - s) + s / k.
    Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs"; smoothing: Szegedy et
    al. 2016, "Rethinking the Inception Architecture". PyTorch's CrossEntropyLoss takes logits, and is the same on them;
    with weights of classes it divides by the sum of the weights, not by rows.
    """

    title = "Categorical cross-entropy"
    aliases = ("CrossEntropyLoss", "NLLLoss", "softmax loss", "crossentropy", "multinomial log loss")
    absorbs = "softmax"
    tasks = ("multiclass",)
    shared = True

    label_smoothing: float = setting(
        0.0,
        "Moves the truth this far from one class towards all alike, against overconfidence.",
        low=0,
        high=1,
    )

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probabilities, as the cell says."""
        smooth, target = smoothed(cell, self.label_smoothing, cell.target.shape[-1])
        step = _on_prediction(cell, target) if cell.logits is None else _on_logits(cell, cell.logits, target)
        return step._replace(forward=(*smooth, *step.forward))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and smoothed."""
        return (cls(), cls(label_smoothing=0.2))


def _on_logits(cell: LossCell, z: Array, target: Array) -> LossStep:
    log_p = cell.like()
    predict, logarithm = softmax_and_logarithm(z, cell.prediction, log_p)
    forward: tuple[Call, ...] = (*logarithm, *cell.mean_product(target, log_p, -cell.answers))
    return LossStep(forward, residual(cell, target, cell.answers), predict)


def _on_prediction(cell: LossCell, target: Array) -> LossStep:
    q, safe, part = cell.like(), cell.like(), cell.like()
    total, mean = cell.per_answer(), cell.per_answer()
    forward = (
        *row_sums(cell.prediction, total),
        call(np.divide, cell.prediction, total, q),
        call(np.maximum, q, number(EPSILON, q), out=safe),
        call(np.minimum, safe, number(1 - EPSILON, q), out=safe),
        call(np.log, safe, part),
        *cell.mean_product(target, part, -cell.answers),
    )
    inside = np.empty(q.shape, np.bool_)
    backward = (
        # dL/dq = -t / q, flat where q was cut off; dL/dp = (dL/dq - sum(q dL/dq)) / sum(p)
        call(np.divide, target, safe, part),
        call(np.equal, q, safe, inside),
        call(np.multiply, part, inside, part),
        call(np.multiply, part, q, safe),
        call(np.add.reduce, safe, axis=-1, out=mean, keepdims=True),
        call(np.subtract, part, mean, part),
        call(np.divide, part, total, part),
        *cell.slope(part, -1 / cell.answers),
    )
    return LossStep(forward, backward)


def row_sums(p: Array, total: Array) -> Calls:
    """Operations that write the sums along the last axis (..., 1); a row of zeros can be divided by its own."""
    return (
        call(np.add.reduce, p, axis=-1, out=total, keepdims=True),
        call(np.maximum, total, number(np.finfo(p.dtype).tiny, p), out=total),
    )
