"""The loss of support vector machines."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.layers.base import Array, call, number
from engine.losses.base import Calls, Loss, LossCell, LossStep


@dataclass(frozen=True)
class Hinge(Loss):
    """Wants every yes above 1 and every no below -1, and does not care how far beyond they are.

    With s = 1 for yes and -1 for no: L = mean(max(0, 1 - s p)),  dL/dp = -s / size where s p < 1
    The truth may be 0 and 1, or -1 and 1. The prediction is no probability: above 0 it means yes.
    Cortes and Vapnik 1995, "Support-Vector Networks". PyTorch's HingeEmbeddingLoss is something else.
    """

    aliases = ("SVM", "maximum margin", "max-margin")
    tasks = ("binary", "multilabel")
    last = "linear"
    bounds = (-inf, inf)
    reach = (-1.0, 1.0)

    def bind(self, cell: LossCell) -> LossStep:
        """A row beyond the margin has neither loss nor slope."""
        sign, lack, part = cell.like(), cell.like(), cell.like()
        forward = (
            *shortfall(cell, sign, lack),
            call(np.copyto, part, lack),
            *cell.mean(part, cell.size),
        )
        backward = (
            call(np.heaviside, lack, number(0, part), part),
            call(np.multiply, part, sign, part),
            *cell.slope(part, -1 / cell.size),
        )
        return LossStep(forward, backward)


def shortfall(cell: LossCell, sign: Array, lack: Array) -> Calls:
    """Operations that write s, -1 or 1 after the truth, and max(0, 1 - s p), what is lacking to the margin."""
    return (
        call(np.subtract, cell.target, number(0.5, sign), sign),
        call(np.sign, sign, sign),
        call(np.multiply, sign, cell.prediction, lack),
        call(np.subtract, number(1, lack), lack, lack),
        call(np.maximum, lack, number(0, lack), out=lack),
    )
