"""How far probabilities can be believed."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array
from engine.metrics.base import NAN, ClassMetric

EPSILON = 1e-7


@dataclass(frozen=True)
class LogLoss(ClassMetric):
    """How surprised one is by the truth after hearing the probabilities: wrong and sure costs most.

    yes/no: mean(-t ln p - (1 - t) ln(1 - p)); of several classes: mean of -ln q for the true one, with q = p / sum(p);
    several of k: that of yes and no, over all of them. p and q are kept between 1e-7 and 1 - 1e-7.
    Good 1952, "Rational Decisions".
    """

    title = "Log loss"
    aliases = ("log_loss", "cross-entropy", "BinaryCrossentropy", "CategoricalCrossentropy", "logistic loss")
    tasks = ("binary", "multiclass", "multilabel")
    greater_is_better = False
    share = False
    rank = 50

    def score(self, prediction: Array, target: Array) -> float:
        """0 or more; nan without rows."""
        if not len(target):
            return NAN
        p, truth = prediction.astype(np.float64), self.truth(prediction, target)
        classes = p.shape[1] > 1 and not self.multilabel
        if classes:
            p /= np.maximum(p.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        p = np.clip(p, EPSILON, 1 - EPSILON)
        if classes:
            return float(-np.log(p[truth]).mean())
        return float(-np.log(np.where(truth, p, 1 - p)).mean())
