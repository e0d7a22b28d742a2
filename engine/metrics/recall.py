"""How much of what there is was found."""

from dataclasses import dataclass

from engine.layers.base import Array
from engine.metrics.base import AveragedMetric, Counts


@dataclass(frozen=True)
class Recall(AveragedMetric):
    """Of the rows that are a yes, or of a class, the share that were said to be.

    recall = hits / true
    For yes/no it is that of yes; of several classes it is taken class by class, and averaged.
    Kent, Berry, Luehrs and Perry 1955, "Machine literature searching VIII".
    """

    aliases = ("sensitivity", "true positive rate", "recall_score", "TPR")
    tasks = ("binary", "multiclass", "multilabel")
    rank = 35

    def ratio(self, counts: Counts) -> tuple[Array, Array]:
        """Of what there is."""
        return counts.hits, counts.true
