"""The share of rows that were classified right."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import Metric


@dataclass(frozen=True)
class Accuracy(Metric):
    """The share of rows whose predicted class is the true one.

    right rows / all rows; for yes/no a prediction from 0.5 up counts as yes
    """

    tasks = ("multiclass", "binary")
    rank = 0

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan without rows."""
        if not len(target):
            return float("nan")
        if target.shape[1] == 1:
            right = (prediction >= 0.5) == (target >= 0.5)
        else:
            right = prediction.argmax(axis=1) == target.argmax(axis=1)
        return float(np.count_nonzero(right) / len(target))
