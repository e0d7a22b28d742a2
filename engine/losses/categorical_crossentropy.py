"""The loss of answers that are one of several classes."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, Call, Step, call, number
from engine.losses.base import Loss, LossCell

EPSILON = 1e-7


@dataclass(frozen=True)
class CategoricalCrossentropy(Loss):
    """How surprised one is by the true class after hearing the predicted probabilities.

    L = mean over rows of -sum(t ln q), with q = p / sum(p) kept between 1e-7 and 1 - 1e-7
    on logits z: L = mean over rows of ln(sum(e^z)) - sum(t z),  dL/dz = (softmax(z) - t) / rows
    Each row of the truth t adds up to 1. With label smoothing s and k classes it counts as t (1 - s) + s / k.
    Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs"; smoothing: Szegedy et
    al. 2016, "Rethinking the Inception Architecture".
    """

    title = "Categorical cross-entropy"
    aliases = ("CrossEntropyLoss", "NLLLoss", "softmax loss", "crossentropy", "multinomial log loss")
    absorbs = "softmax"
    tasks = ("multiclass",)

    label_smoothing: float = setting(
        0.0,
        "Moves the truth this far from one class towards all alike, against overconfidence.",
        low=0,
        high=1,
    )

    def bind(self, cell: LossCell) -> Step:
        """On logits or on the probabilities, as the cell says."""
        smooth, target = self._smoothed(cell)
        step = _on_logits(cell, target) if cell.on_logits else _on_prediction(cell, target)
        return Step((*smooth, *step.forward), step.backward)

    def _smoothed(self, cell: LossCell) -> tuple[tuple[Call, ...], Array]:
        if not self.label_smoothing:
            return (), cell.target
        t = cell.buffer(*cell.target.shape)
        smooth = (
            call(np.multiply, cell.target, number(1 - self.label_smoothing, t), t),
            call(np.add, t, number(self.label_smoothing / t.shape[-1], t), t),
        )
        return smooth, t

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and smoothed."""
        return (cls(), cls(label_smoothing=0.2))


def _on_logits(cell: LossCell, target: Array) -> Step:
    """With the greatest of each row taken off first, nothing overflows."""
    shifted, power = cell.buffer(*cell.source.shape), cell.buffer(*cell.source.shape)
    total, logarithm = cell.buffer(cell.rows, 1), cell.buffer(cell.rows, 1)
    matched = cell.buffer()
    rows, ones = max(1, cell.rows), np.ones(max(cell.source.shape), cell.source.dtype)
    forward = (
        call(np.maximum.reduce, cell.source, axis=-1, out=total, keepdims=True),
        call(np.subtract, cell.source, total, shifted),
        call(np.exp, shifted, power),
        call(np.dot, power, ones[: power.shape[1]], total[:, 0]),
        call(np.log, total, logarithm),
        call(np.dot, logarithm[:, 0], ones[: cell.rows], cell.value),
        call(np.dot, target.reshape(-1), shifted.reshape(-1), matched),
        call(np.subtract, cell.value, matched, cell.value),
        call(np.divide, cell.value, number(rows, power), cell.value),
    )
    if cell.gradient is None:
        return Step(forward)
    backward = (
        call(np.divide, power, total, power),
        call(np.subtract, power, target, power),
        call(np.multiply, power, number(cell.scale / rows, power), cell.gradient),
    )
    return Step(forward, backward)


def _on_prediction(cell: LossCell, target: Array) -> Step:
    q, safe, part = (cell.buffer(*cell.source.shape) for _ in range(3))
    total, mean = cell.buffer(cell.rows, 1), cell.buffer(cell.rows, 1)
    rows = max(1, cell.rows)
    forward = (
        call(np.add.reduce, cell.source, axis=-1, out=total, keepdims=True),
        call(np.divide, cell.source, total, q),
        call(np.maximum, q, number(EPSILON, q), out=safe),
        call(np.minimum, safe, number(1 - EPSILON, q), out=safe),
        call(np.log, safe, part),
        call(np.dot, target.reshape(-1), part.reshape(-1), cell.value),
        call(np.divide, cell.value, number(-rows, q), cell.value),
    )
    if cell.gradient is None:
        return Step(forward)
    inside = np.empty(q.shape, np.bool_)
    backward = (
        # dL/dq = -t / q, flat where q was cut off; dL/dp = (dL/dq - sum(q dL/dq)) / sum(p)
        call(np.divide, target, safe, part),
        call(np.equal, q, safe, inside),
        call(np.multiply, part, inside, part),
        call(np.multiply, part, number(-cell.scale / rows, q), part),
        call(np.multiply, part, q, safe),
        call(np.add.reduce, safe, axis=-1, out=mean, keepdims=True),
        call(np.subtract, part, mean, part),
        call(np.divide, part, total, cell.gradient),
    )
    return Step(forward, backward)
