"""How well a rare yes is found, wherever the bar is set."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import ClassMetric
from engine.metrics.ranking import hits_and_alarms, mean_over_classes


@dataclass(frozen=True)
class AucPr(ClassMetric):
    """How high precision stays as the bar is lowered to find more: what to look at where yes is rare.

    sum over bars of (recall - recall before) * precision; guessing gives the share of yes
    It is exact, by sorting, and in steps (scikit-learn's average precision); Keras takes 200 bars and draws lines
    between them. Of several classes: each against the rest, and their mean over those that occur.
    Davis and Goadrich 2006, "The Relationship Between Precision-Recall and ROC Curves".
    """

    title = "AUC PR"
    aliases = ("average precision", "average_precision_score", "AUPRC", "PR AUC")
    tasks = ("binary", "multiclass", "multilabel")
    rank = 25

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan where no row is of any class."""
        truth = self.truth(prediction, target)
        return mean_over_classes([_area(p, t) for p, t in zip(prediction.T, truth.T, strict=True)])


def _area(scores: Array, truth: Array) -> float:
    if not truth.any() or np.isnan(scores).any():
        return float("nan")
    hits, alarms = hits_and_alarms(scores, truth)
    precision = hits[1:] / (hits[1:] + alarms[1:])
    return float(np.dot(np.diff(hits), precision) / hits[-1])
