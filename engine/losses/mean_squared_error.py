"""The mean of squared differences."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import call
from engine.losses.base import Loss, LossCell, LossStep


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """The mean of the squared differences: large misses count most. On probabilities it is the Brier score.

    L = mean((p - t)^2),  dL/dp = 2 (p - t) / size
    Legendre 1805, "Nouvelles methodes pour la determination des orbites des cometes".
    """

    title = "Mean squared error"
    aliases = ("MSE", "MSELoss", "L2", "least squares")
    tasks = ("regression", "count", "binary", "multiclass", "multilabel")

    def bind(self, cell: LossCell) -> LossStep:
        """The difference is kept for the gradient."""
        difference = cell.like()
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            *cell.mean_product(difference, difference, cell.size),
        )
        return LossStep(forward, cell.slope(difference, 2 / cell.size))
