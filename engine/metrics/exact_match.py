"""The share of rows with every class right."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, DecisionMetric


@dataclass(frozen=True)
class ExactMatch(DecisionMetric):
    """The share of rows of which all classes were found, and none besides.

    rows with every yes and no right / all rows
    scikit-learn's accuracy of several of k; Keras' BinaryAccuracy counts every yes and no by itself instead.
    """

    title = "Exact match"
    aliases = ("subset accuracy", "accuracy", "accuracy_score")
    tasks = ("multilabel",)
    watched = ("multilabel",)
    rank = 15

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan without rows."""
        if not len(target):
            return NAN
        right = (prediction > self.threshold) == self.truth(prediction, target)
        return float(np.mean(right.all(axis=1)))
