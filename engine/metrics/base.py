"""What every metric is: a score of predictions against the truth, in units that a person reads."""

from __future__ import annotations

from typing import ClassVar, Self

from engine.declare import Declared
from engine.layers.base import Array


class Metric(Declared):
    """The base of every metric.

    `tasks` are those it suits; `greater_is_better` says which way is up; `in_units` that it is in the target
    column's own unit. `rank` orders the metrics of a task: the smallest comes first.
    """

    tasks: ClassVar[tuple[str, ...]] = ()
    greater_is_better: ClassVar[bool] = True
    in_units: ClassVar[bool] = False
    rank: ClassVar[int] = 100

    def score(self, prediction: Array, target: Array) -> float:
        """The score of (rows, size) predictions and targets.

        Classes: probabilities and one-hot truth, or one column of probabilities and of 0/1. Numbers: in the
        column's own unit. nan where it is not defined (no rows; R2 of a constant).
        """
        raise TypeError(f"{self.label()} scores nothing of {prediction.shape} and {target.shape}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)
