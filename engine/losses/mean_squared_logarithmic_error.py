"""The mean of squared differences of logarithms."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call, number
from engine.losses.base import EPSILON, Loss, LossCell, LossStep


@dataclass(frozen=True)
class MeanSquaredLogarithmicError(Loss):
    """Squares differences of orders of magnitude: twice too much and half too little cost alike, whatever the size.

    With e = ln(1 + max(p, 1e-7)) - ln(1 + max(t, 1e-7)): L = mean(e^2)
    dL/dp = 2 e / (1 + p) / size, and 0 where p < 1e-7
    It is for truths from zero up, so give the target column the scaling "none".
    """

    title = "Mean squared logarithmic error"
    aliases = ("MSLE", "RMSLE")
    tasks = ("regression", "count")

    def bind(self, cell: LossCell) -> LossStep:
        """The difference of the logarithms is kept for the gradient."""
        p, difference, part = cell.like(), cell.like(), cell.like()
        inside = np.empty(p.shape, np.bool_)
        forward = (
            call(np.maximum, cell.prediction, number(EPSILON, p), out=p),
            call(np.log1p, p, difference),
            call(np.maximum, cell.target, number(EPSILON, p), out=part),
            call(np.log1p, part, part),
            call(np.subtract, difference, part, difference),
            *cell.mean_product(difference, difference, cell.size),
        )
        backward = (
            call(np.add, p, number(1, p), part),
            call(np.divide, difference, part, part),
            call(np.equal, p, cell.prediction, inside),
            call(np.multiply, part, inside, part),
            *cell.slope(part, 2 / cell.size),
        )
        return LossStep(forward, backward)
