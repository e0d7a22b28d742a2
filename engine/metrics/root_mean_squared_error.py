"""The root of the mean squared difference."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, Metric


@dataclass(frozen=True)
class RootMeanSquaredError(Metric):
    """How far off a prediction is, in the target's own unit, large misses counting more than in MAE.

    RMSE = sqrt(mean((p - t)^2))
    Hyndman and Koehler 2006, "Another look at measures of forecast accuracy".
    """

    title = "RMSE"
    aliases = ("root mean squared error",)
    tasks = ("regression", "count")
    watched = ("regression", "count")
    greater_is_better = False
    in_units = True
    rank = 20

    def score(self, prediction: Array, target: Array) -> float:
        """0 or more; nan without rows."""
        if not target.size:
            return NAN
        return float(np.sqrt(np.mean(np.square(prediction - target, dtype=np.float64))))
