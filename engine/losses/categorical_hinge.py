"""The loss of support vector machines for several classes."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.layers.base import call, number
from engine.losses.base import Loss, LossCell, LossStep


@dataclass(frozen=True)
class CategoricalHinge(Loss):
    """Wants the true class to score at least 1 more than the best of the others, and than 0.

    With a = sum(t p) and b = max((1 - t) p): L = mean over rows of max(0, b - a + 1)
    dL/dp = (u (1 - t) - t) / rows where b - a + 1 > 0, u being 1 at the greatest of (1 - t) p; shared where several are
    The true class itself is in b, with 0: that is how Keras has it. PyTorch's MultiMarginLoss takes the mean over all
    other classes instead of the best.
    Crammer and Singer 2001, "On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines".
    """

    title = "Categorical hinge"
    aliases = ("multiclass SVM", "maximum margin", "max-margin")
    tasks = ("multiclass",)
    last = "linear"
    bounds = (-inf, inf)

    def bind(self, cell: LossCell) -> LossStep:
        """The greatest wrong score is found again by its value in the backward pass."""
        wrong, scores, part = cell.like(), cell.like(), cell.like()
        true, best, lack, count = (cell.per_answer() for _ in range(4))
        forward = (
            call(np.vecdot, cell.target, cell.prediction, true[..., 0]),
            call(np.subtract, number(1, wrong), cell.target, wrong),
            call(np.multiply, wrong, cell.prediction, scores),
            call(np.maximum.reduce, scores, axis=-1, out=best, keepdims=True),
            call(np.subtract, best, true, lack),
            call(np.add, lack, number(1, lack), lack),
            call(np.maximum, lack, number(0, lack), out=lack),
            call(np.copyto, count, lack),
            *cell.mean(count, cell.answers),
        )
        greatest = np.empty(scores.shape, np.bool_)
        backward = (
            call(np.equal, scores, best, greatest),
            call(np.add.reduce, greatest, axis=-1, out=count, dtype=count.dtype, keepdims=True),
            call(np.multiply, wrong, greatest, part),
            call(np.divide, part, count, part),
            call(np.subtract, part, cell.target, part),
            call(np.heaviside, lack, number(0, lack), count),
            call(np.multiply, part, count, part),
            *cell.slope(part, 1 / cell.answers),
        )
        return LossStep(forward, backward)
