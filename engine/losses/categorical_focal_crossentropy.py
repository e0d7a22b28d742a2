"""Categorical cross-entropy that turns away from what is easy."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations.softmax import softmax
from engine.declare import setting
from engine.layers.base import Array, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep, raised, smoothed
from engine.losses.categorical_crossentropy import row_sums


@dataclass(frozen=True)
class CategoricalFocalCrossentropy(Loss):
    """Categorical cross-entropy that hardly counts rows which are right already: for classes of very uneven size.

    L = mean over rows of -sum(f ln q), with f = alpha t (1 - q)^gamma and q = p / sum(p) kept between 1e-7 and 1 - 1e-7
    dL/dq = f (gamma ln q / (1 - q) - 1 / q)
    on logits z, with p = softmax(z): dL/dz = (h - p sum(h)) / rows, where h = f (gamma p ln p / (1 - p) - 1)
    With label smoothing s and k classes the truth t counts as t (1 - s) + s / k.
    Lin, Goyal, Girshick, He and Dollar 2017, "Focal Loss for Dense Object Detection".
    """

    title = "Categorical focal cross-entropy"
    aliases = ("focal loss", "FocalLoss", "focalLossLayer")
    absorbs = "softmax"
    tasks = ("multiclass",)

    gamma: float = setting(2.0, "How much rows that are right already are turned away from.", low=0, high=20)
    alpha: tuple[float, ...] = setting(
        (0.25,), "The weight of all classes, or of each of them in their order.", low=0, high=1e6
    )
    label_smoothing: float = setting(
        0.0,
        "Moves the truth this far from one class towards all alike, against overconfidence.",
        low=0,
        high=1,
    )

    def refusal(self, size: int) -> str:
        """One alpha for all classes, or one for each."""
        if len(self.alpha) in (1, size):
            return ""
        return (
            f"{self.label()} has {len(self.alpha)} numbers in alpha for {size} classes. Give one, or {size}."
        )

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probabilities, as the cell says."""
        smooth, target = smoothed(cell, self.label_smoothing, cell.target.shape[-1])
        step = (
            self._on_prediction(cell, target)
            if cell.logits is None
            else self._on_logits(cell, cell.logits, target)
        )
        return step._replace(forward=(*smooth, *step.forward))

    def _on_logits(self, cell: LossCell, z: Array, target: Array) -> LossStep:
        shifted, logarithm, rest, factor, part = (cell.like() for _ in range(5))
        total, sums = cell.per_answer(), cell.per_answer()
        p = cell.prediction
        forward = (
            call(np.log, total, sums),
            call(np.subtract, shifted, sums, logarithm),
            call(np.subtract, number(1, p), p, rest),
            *self._focus(rest, target, factor, part),
            *cell.mean_product(factor, logarithm, -cell.answers),
        )
        backward = (
            call(np.multiply, p, logarithm, part),
            # 1 - p is 0 only where ln p or f is.
            call(np.maximum, rest, number(np.finfo(rest.dtype).tiny, rest), out=rest),
            call(np.divide, part, rest, part),
            call(np.multiply, part, number(self.gamma, part), part),
            call(np.subtract, part, number(1, part), part),
            call(np.multiply, part, factor, part),
            call(np.add.reduce, part, axis=-1, out=sums, keepdims=True),
            call(np.multiply, p, sums, rest),
            call(np.subtract, part, rest, part),
            *cell.slope(part, 1 / cell.answers),
        )
        return LossStep(forward, backward, softmax(z, p, shifted, total))

    def _on_prediction(self, cell: LossCell, target: Array) -> LossStep:
        q, safe, logarithm, rest, factor, part = (cell.like() for _ in range(6))
        total, sums = cell.per_answer(), cell.per_answer()
        inside = np.empty(q.shape, np.bool_)
        forward = (
            *row_sums(cell.prediction, total),
            call(np.divide, cell.prediction, total, q),
            call(np.maximum, q, number(EPSILON, q), out=safe),
            call(np.minimum, safe, number(1 - EPSILON, q), out=safe),
            call(np.log, safe, logarithm),
            call(np.subtract, number(1, q), safe, rest),
            *self._focus(rest, target, factor, part),
            *cell.mean_product(factor, logarithm, -cell.answers),
        )
        backward = (
            call(np.divide, logarithm, rest, part),
            call(np.multiply, part, number(self.gamma, part), part),
            call(np.reciprocal, safe, rest),
            call(np.subtract, part, rest, part),
            call(np.multiply, part, factor, part),
            # Flat where q was cut off; dL/dp = (dL/dq - sum(q dL/dq)) / sum(p)
            call(np.equal, q, safe, inside),
            call(np.multiply, part, inside, part),
            call(np.vecdot, part, q, sums[..., 0]),
            call(np.subtract, part, sums, part),
            call(np.divide, part, total, part),
            *cell.slope(part, 1 / cell.answers),
        )
        return LossStep(forward, backward)

    def _focus(self, rest: Array, target: Array, factor: Array, part: Array) -> Calls:
        """Operations that write f = alpha t rest^gamma into `factor`."""
        alpha = np.array(self.alpha if len(self.alpha) > 1 else self.alpha[0], rest.dtype)
        return (
            *raised(rest, self.gamma, factor),
            call(np.multiply, target, alpha, part),
            call(np.multiply, factor, part, factor),
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, every option, and exponents with formulas of their own."""
        return (
            cls(),
            cls(gamma=1.5, label_smoothing=0.2),
            cls(gamma=1.0, alpha=(0.5, 0.25, 2.0, 1.0)),
            cls(gamma=0.0),
            cls(gamma=0.5),
        )
