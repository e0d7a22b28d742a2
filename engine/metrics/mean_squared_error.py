"""The mean squared difference."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, Metric


@dataclass(frozen=True)
class MeanSquaredError(Metric):
    """How far off a prediction is, squared: in the target's own unit squared, large misses counting most.

    MSE = mean((p - t)^2)
    Legendre 1805, "Nouvelles methodes pour la determination des orbites des cometes".
    """

    title = "MSE"
    aliases = ("mean squared error", "mean_squared_error", "L2")
    tasks = ("regression", "count")
    greater_is_better = False
    rank = 30

    def score(self, prediction: Array, target: Array) -> float:
        """0 or more; nan without rows."""
        if not target.size:
            return NAN
        return float(np.mean(np.square(prediction - target, dtype=np.float64)))
