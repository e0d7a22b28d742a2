"""The mean difference in percent of the truth."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, Metric

EPSILON = 1e-7


@dataclass(frozen=True)
class MeanAbsolutePercentageError(Metric):
    """How many percent of the truth a prediction is off on average.

    MAPE = mean(|p - t| / max(|t|, 1e-7)), read in percent
    A truth of zero makes it huge, and meaningless. scikit-learn divides by no less than 2.2e-16.
    Makridakis 1993, "Accuracy measures: theoretical and practical concerns".
    """

    title = "MAPE"
    aliases = ("mean absolute percentage error", "mean_absolute_percentage_error")
    tasks = ("regression", "count")
    greater_is_better = False
    share = True
    rank = 40

    def score(self, prediction: Array, target: Array) -> float:
        """0 or more, 1 being 100 %; nan without rows."""
        if not target.size:
            return NAN
        difference = np.abs(prediction - target, dtype=np.float64)
        return float(np.mean(difference / np.maximum(np.abs(target), EPSILON, dtype=np.float64)))
