"""Precision and recall in one number."""

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Array
from engine.metrics.base import AveragedMetric, Counts


@dataclass(frozen=True)
class F1(AveragedMetric):
    """How well every yes is found without false alarms: low where either is bad.

    F1 = 2 hits / (predicted + true), the harmonic mean of precision and recall
    With a beta b it is (1 + b^2) hits / (predicted + b^2 true): recall counts b times as much as precision.
    Where a row may be of several classes it is taken class by class, and averaged.
    Van Rijsbergen 1979, "Information Retrieval".
    """

    title = "F1"
    aliases = ("F-score", "f1_score", "F1Score", "FBetaScore", "Dice coefficient")
    tasks = ("binary", "multilabel")
    watched = ("multilabel",)
    rank = 12

    beta: float = setting(
        1.0,
        "How many times as much a yes that was missed counts as a false alarm.",
        low=0.01,
        high=100,
        advanced=True,
    )

    def ratio(self, counts: Counts) -> tuple[Array, Array]:
        """Hits count twice, being in both."""
        weight = self.beta**2
        return (1 + weight) * counts.hits, counts.said + weight * counts.true
