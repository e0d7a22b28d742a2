"""The mean of absolute differences, each in percent of the truth."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call, number
from engine.losses.base import EPSILON, Loss, LossCell, LossStep


@dataclass(frozen=True)
class MeanAbsolutePercentageError(Loss):
    """How many percent of the truth a prediction is off: a miss of 1 weighs more where the truth is small.

    L = 100 mean(|p - t| / max(|t|, 1e-7)),  dL/dp = 100 sign(p - t) / max(|t|, 1e-7) / size
    It is of use where the truth stays away from zero, so give the target column the scaling "none": a standardised
    one lies around zero, where percentages mean nothing.
    Makridakis 1993, "Accuracy measures: theoretical and practical concerns".
    """

    title = "Mean absolute percentage error"
    aliases = ("MAPE",)
    tasks = ("regression", "count")

    def bind(self, cell: LossCell) -> LossStep:
        """What is divided by is kept for the gradient, as is the sign of the difference."""
        base, difference, part = cell.like(), cell.like(), cell.like()
        forward = (
            call(np.absolute, cell.target, base),
            call(np.maximum, base, number(EPSILON, base), out=base),
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.divide, difference, base, part),
            call(np.absolute, part, part),
            *cell.mean(part, cell.size / 100),
        )
        backward = (
            call(np.sign, difference, part),
            call(np.divide, part, base, part),
            *cell.slope(part, 100 / cell.size),
        )
        return LossStep(forward, backward)
