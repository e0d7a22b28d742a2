"""How far a yes can be believed."""

from dataclasses import dataclass

from engine.layers.base import Array
from engine.metrics.base import AveragedMetric, Counts


@dataclass(frozen=True)
class Precision(AveragedMetric):
    """Of the rows that were said to be a yes, or of a class, the share that are.

    precision = hits / predicted
    For yes/no it is that of yes; of several classes it is taken class by class, and averaged.
    Kent, Berry, Luehrs and Perry 1955, "Machine literature searching VIII".
    """

    aliases = ("positive predictive value", "precision_score", "PPV")
    tasks = ("binary", "multiclass", "multilabel")
    rank = 30

    def ratio(self, counts: Counts) -> tuple[Array, Array]:
        """Of what was said."""
        return counts.hits, counts.said
