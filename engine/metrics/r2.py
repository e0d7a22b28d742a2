"""The coefficient of determination."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, Metric


@dataclass(frozen=True)
class R2(Metric):
    """The share of the target's ups and downs that the prediction explains: 1 is perfect, 0 no better than the mean.

    R2 = 1 - sum((p - t)^2) / sum((t - mean t)^2), averaged over the target's columns
    Wright 1921, "Correlation and causation".
    """

    title = "R²"
    aliases = ("R2Score", "r2_score", "coefficient of determination", "R squared")
    tasks = ("regression", "count")
    watched = ("regression", "count")
    rank = 10

    def score(self, prediction: Array, target: Array) -> float:
        """1 or less, without a lower end; nan without rows or where a column of the target is constant."""
        if not target.size:
            return NAN
        truth = target.astype(np.float64)
        spread = np.square(truth - truth.mean(axis=0)).sum(axis=0)
        if (truth == truth[0]).all(axis=0).any():
            return NAN
        return float(np.mean(1 - np.square(prediction - truth).sum(axis=0) / spread))
