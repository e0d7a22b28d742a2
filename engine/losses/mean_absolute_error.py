"""The mean of absolute differences."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call, number
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
        difference = cell.buffer(*cell.prediction.shape)
        distance = cell.buffer(*cell.prediction.shape)
        size = max(1, difference.size)
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.absolute, difference, distance),
            call(np.add.reduce, distance, axis=None, out=cell.value),
            call(np.divide, cell.value, number(size, distance), cell.value),
        )
        if cell.gradient is None:
            return LossStep(forward)
        backward = (
            call(np.sign, difference, cell.gradient),
            call(np.multiply, cell.gradient, number(cell.scale / size, distance), cell.gradient),
        )
        return LossStep(forward, backward)
