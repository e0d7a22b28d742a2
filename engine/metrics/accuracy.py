"""The share of rows that were classified right."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, DecisionMetric


@dataclass(frozen=True)
class Accuracy(DecisionMetric):
    """The share of rows whose predicted class is the true one.

    right rows / all rows; for yes/no a prediction above 0.5 counts as yes
    """

    aliases = ("BinaryAccuracy", "CategoricalAccuracy", "accuracy_score", "hit rate")
    tasks = ("multiclass", "binary")
    watched = ("multiclass", "binary")
    rank = 0

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan without rows."""
        if not len(target):
            return NAN
        said, true = self.codes(prediction, target)
        return float(np.count_nonzero(said == true) / len(target))
