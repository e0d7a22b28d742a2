"""The mean of absolute differences."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, Metric


@dataclass(frozen=True)
class MeanAbsoluteError(Metric):
    """How far off a prediction is on average, in the target's own unit.

    MAE = mean(|p - t|)
    Willmott and Matsuura 2005, "Advantages of the mean absolute error over the root mean square error".
    """

    title = "MAE"
    aliases = ("mean absolute error", "mean_absolute_error", "L1")
    tasks = ("regression", "count")
    watched = ("regression", "count")
    greater_is_better = False
    in_units = True
    rank = 0

    def score(self, prediction: Array, target: Array) -> float:
        """0 or more; nan without rows."""
        if not target.size:
            return NAN
        return float(np.mean(np.abs(prediction - target), dtype=np.float64))
