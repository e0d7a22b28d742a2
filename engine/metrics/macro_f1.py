"""The mean of every class' F1."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, DecisionMetric


@dataclass(frozen=True)
class MacroF1(DecisionMetric):
    """How well each class is found without false alarms, every class counting alike however rare it is.

    F1 of a class = 2 hits / (predicted + true),  macro F1 = their mean
    Only classes that occur, in the truth or in the prediction, count; for yes/no, yes and no are the two classes.
    Van Rijsbergen 1979, "Information Retrieval".
    """

    title = "Macro F1"
    aliases = ("F1", "F-score", "f1_score", "F1Score")
    tasks = ("multiclass", "binary")
    watched = ("multiclass", "binary")
    rank = 10

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan without rows."""
        if not len(target):
            return NAN
        hits, said, true = self.counts(prediction, target)
        found = said + true > 0
        return float(np.mean(2 * hits[found] / (said + true)[found]))
