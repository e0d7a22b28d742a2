"""The mean of absolute differences."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call
from engine.losses.base import Loss, LossCell, LossStep


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """The mean of the absolute differences: every unit of a miss counts alike, so odd rows pull less.

    L = mean(|p - t|),  dL/dp = sign(p - t) / size
    Boscovich 1757; see Koenker and Bassett 1978, "Regression Quantiles".
    """

    title = "Mean absolute error"
    aliases = ("MAE", "L1Loss", "L1", "least absolute deviations")
    tasks = ("regression", "count")

    def bind(self, cell: LossCell) -> LossStep:
        """The difference is kept for the gradient."""
        difference, distance = cell.like(), cell.like()
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.absolute, difference, distance),
            *cell.mean(distance, cell.size),
        )
        if cell.gradient is None:
            return LossStep(forward)
        sign = call(np.sign, difference, distance)
        return LossStep(forward, (sign, *cell.slope(distance, 1 / cell.size)))
