"""The share of rows whose class is among the likeliest."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array
from engine.metrics.base import NAN, ClassMetric


@dataclass(frozen=True)
class TopK(ClassMetric):
    """The share of rows whose true class is among the k likeliest: for so many classes that some are hardly apart.

    rows of which fewer than k classes have a higher probability than the true one / all rows
    Classes that are exactly as likely as the true one do not count against it, as in Keras. It is left out where there
    are no more than k classes.
    Russakovsky et al. 2015, "ImageNet Large Scale Visual Recognition Challenge".
    """

    title = "Top k"
    aliases = ("TopKCategoricalAccuracy", "top_k_accuracy_score", "top-5 accuracy", "top-k")
    tasks = ("multiclass",)
    rank = 14

    k: int = setting(5, "How many of the likeliest classes may be meant.", low=1, high=1_000_000)

    def tells(self, size: int) -> bool:
        """Of no more than k classes the true one is always among the k likeliest."""
        return size > self.k

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1; nan without rows."""
        if not len(target):
            return NAN
        place = target.argmax(axis=1) if target.shape[1] > 1 else np.rint(target[:, 0]).astype(np.intp)
        own = np.take_along_axis(prediction, place[:, None], axis=1)
        # What is no number is not below anything, so that a row of it is wrong.
        ahead = prediction.shape[1] - np.count_nonzero(prediction <= own, axis=1)
        return float(np.mean(ahead < self.k))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """With fewer than the tests have classes."""
        return (cls(k=1),)
