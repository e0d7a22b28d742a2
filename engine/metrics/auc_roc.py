"""How well a score tells yes from no, wherever the bar is set."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import ClassMetric
from engine.metrics.ranking import hits_and_alarms, mean_over_classes


@dataclass(frozen=True)
class AucRoc(ClassMetric):
    """How often a yes drawn at random has a higher probability than a no: 100 % is perfect, 50 % is guessing.

    The area below the curve of hits / all yes over false alarms / all no, equal probabilities counting one half
    It is exact, by sorting, where Keras takes 200 bars. Of several classes: each against the rest, and their mean over
    those that occur (scikit-learn's multi_class="ovr").
    Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating characteristic (ROC) curve".
    """

    title = "AUC ROC"
    aliases = ("AUC", "roc_auc_score", "area under the curve", "c-statistic")
    tasks = ("binary", "multiclass", "multilabel")
    rank = 20

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan where there is no class that some rows are of and others not."""
        truth = self.truth(prediction, target)
        return mean_over_classes([_area(p, t) for p, t in zip(prediction.T, truth.T, strict=True)])


def _area(scores: Array, truth: Array) -> float:
    if not len(truth) or truth.all() or not truth.any() or np.isnan(scores).any():
        return float("nan")
    hits, alarms = hits_and_alarms(scores, truth)
    return float(np.trapezoid(hits.astype(np.float64), alarms) / (hits[-1] * float(alarms[-1])))
