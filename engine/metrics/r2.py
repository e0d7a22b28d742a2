"""The coefficient of determination."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array
from engine.metrics.base import NAN, Metric


@dataclass(frozen=True)
class R2(Metric):
    """The share of the target's ups and downs that the prediction explains: 1 is perfect, 0 no better than the mean.

    R2 = 1 - sum((p - t)^2) / sum((t - mean t)^2), averaged over the target's columns
    With m features it is adjusted for their number: 1 - (1 - R2) (n - 1) / (n - m - 1) for n rows, where n > m + 1.
    Wright 1921, "Correlation and causation"; adjusted: Ezekiel 1930, "Methods of Correlation Analysis".
    """

    title = "R²"
    aliases = ("R2Score", "r2_score", "coefficient of determination", "R squared")
    tasks = ("regression", "count")
    watched = ("regression", "count")
    rank = 10

    average: str = setting(
        "uniform",
        "Every column of the target counts alike, or by its variance.",
        choices=("uniform", "variance"),
        advanced=True,
    )
    num_regressors: int = setting(
        0,
        "How many features it is adjusted for; 0 is none.",
        label="features",
        low=0,
        high=1_000_000,
        advanced=True,
    )

    def score(self, prediction: Array, target: Array) -> float:
        """1 or less, without a lower end; nan without rows or where a column of the target is constant."""
        if not target.size:
            return NAN
        truth = target.astype(np.float64)
        spread = np.square(truth - truth.mean(axis=0)).sum(axis=0)
        if (truth == truth[0]).all(axis=0).any():
            return NAN
        missed = np.square(prediction - truth).sum(axis=0)
        shares = missed.sum() / spread.sum() if self.average == "variance" else np.mean(missed / spread)
        left = len(truth) - self.num_regressors - 1
        if self.num_regressors and left > 0:
            shares = shares * (len(truth) - 1) / left
        return float(1 - shares)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, by variance, and adjusted."""
        return cls(), cls(average="variance"), cls(num_regressors=3)
