"""Precision and recall in one number."""

from dataclasses import dataclass

from engine.layers.base import Array
from engine.metrics.base import AveragedMetric, Counts


@dataclass(frozen=True)
class F1(AveragedMetric):
    """How well every yes is found without false alarms: low where either is bad.

    F1 = 2 hits / (predicted + true), the harmonic mean of precision and recall
    Where a row may be of several classes it is taken class by class, and averaged.
    Van Rijsbergen 1979, "Information Retrieval".
    """

    title = "F1"
    aliases = ("F-score", "f1_score", "F1Score", "FBetaScore", "Dice coefficient")
    tasks = ("binary", "multilabel")
    watched = ("multilabel",)
    rank = 12

    def ratio(self, counts: Counts) -> tuple[Array, Array]:
        """Hits count twice, being in both."""
        return 2 * counts.hits, counts.said + counts.true
