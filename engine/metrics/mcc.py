"""The correlation of prediction and truth."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, DecisionMetric


@dataclass(frozen=True)
class Mcc(DecisionMetric):
    """The correlation of predicted and true classes: high only where every class does well, however rare it is.

    with n rows, c of them right, and s_k predicted and t_k true ones of class k:
    MCC = (c n - sum(s t)) / sqrt((n^2 - sum(s^2)) (n^2 - sum(t^2))); 0 where either knows one class only
    Matthews 1975, "Comparison of the predicted and observed secondary structure of T4 phage lysozyme"; for several
    classes: Gorodkin 2004, "Comparing two K-category assignments by a K-category correlation coefficient".
    """

    title = "MCC"
    aliases = ("Matthews correlation coefficient", "matthews_corrcoef", "phi coefficient", "R_K")
    tasks = ("binary", "multiclass")
    share = False
    rank = 60

    def score(self, prediction: Array, target: Array) -> float:
        """Between -1 and 1; nan without rows."""
        if not len(target):
            return NAN
        hits, said, true = (each.astype(np.float64) for each in self.counts(prediction, target))
        rows = float(len(target))
        spread = (rows**2 - np.dot(said, said)) * (rows**2 - np.dot(true, true))
        return float((hits.sum() * rows - np.dot(said, true)) / sqrt(spread)) if spread > 0 else 0.0
