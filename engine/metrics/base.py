"""What every metric is: a score of predictions against the truth, in units that a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Self

import numpy as np

from engine.declare import AUTO, Declared, setting
from engine.layers.base import Array

NAN = float("nan")


class Metric(Declared):
    """The base of every metric.

    `tasks` are those it suits; `watched` are those of them in which it is worked out after every epoch, the others
    being left to an evaluation. `greater_is_better` says which way is up; `in_units` that it is in the target column's
    own unit; `share` that it is read in percent. `rank` orders the metrics of a task: the smallest comes first.
    """

    tasks: ClassVar[tuple[str, ...]] = ()
    watched: ClassVar[tuple[str, ...]] = ()
    greater_is_better: ClassVar[bool] = True
    in_units: ClassVar[bool] = False
    share: ClassVar[bool] = False
    rank: ClassVar[int] = 100

    @classmethod
    def suited(cls, task: str) -> Self:  # noqa: ARG003
        """As it is used for this task."""
        return cls()

    def tells(self, size: int) -> bool:  # noqa: ARG002
        """Whether it says anything of predictions with `size` numbers in a row."""
        return True

    def score(self, prediction: Array, target: Array) -> float:
        """The score of (rows, size) predictions and targets.

        Classes: probabilities and one-hot truth, or the number of the true class (rows, 1), or one column of
        probabilities and of 0/1. Numbers: in the column's own unit. nan where it is not defined (no rows; R2 of a
        constant).
        """
        raise TypeError(f"{self.label()} scores nothing of {prediction.shape} and {target.shape}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


@dataclass(frozen=True, kw_only=True)
class ClassMetric(Metric):
    """The base of every metric of classes."""

    share = True

    multilabel: bool = setting(
        False, "A row may be of several classes: each column is a yes or no of its own.", advanced=True
    )

    @classmethod
    def suited(cls, task: str) -> Self:
        """With columns of their own where the task is several of k."""
        return cls(multilabel=task == "multilabel")

    def truth(self, prediction: Array, target: Array) -> Array:
        """Whether each row is of each class (rows, k) of bool, or is a yes (rows, 1)."""
        alike = prediction.shape == target.shape
        return np.asarray(target >= 0.5 if alike else target == np.arange(prediction.shape[1]))


class Counts(NamedTuple):
    """Rows by class (k,): rightly said to be of it, said to be, and truly of it. Of yes and no, no comes first."""

    hits: Array
    said: Array
    true: Array


@dataclass(frozen=True, kw_only=True)
class DecisionMetric(ClassMetric):
    """The base of every metric that only looks at which class was decided for: yes, or the likeliest."""

    threshold: float = setting(
        0.5, "The probability above which something is taken for a yes.", low=0, high=1, advanced=True
    )

    def codes(self, prediction: Array, target: Array) -> tuple[Array, Array]:
        """The class that each row was decided to be, and the true one (rows,)."""
        if prediction.shape[1] == 1:
            return prediction[:, 0] > self.threshold, target[:, 0] >= 0.5
        true = target.argmax(axis=1) if target.shape[1] > 1 else np.rint(target[:, 0]).astype(np.intp)
        return prediction.argmax(axis=1), true

    def counts(self, prediction: Array, target: Array) -> Counts:
        """How many rows were decided to be of each class, are, and both."""
        if self.multilabel:
            yes, truth = prediction > self.threshold, self.truth(prediction, target)
            return Counts(*(np.count_nonzero(each, axis=0) for each in (yes & truth, yes, truth)))
        said, true = self.codes(prediction, target)
        size = max(2, prediction.shape[1])
        hits = true[said == true]
        return Counts(*(np.bincount(each, minlength=size) for each in (hits, said, true)))


@dataclass(frozen=True, kw_only=True)
class AveragedMetric(DecisionMetric):
    """The base of ratios that are taken class by class, and then averaged; for yes/no there is that of yes alone."""

    average: str = setting(
        "macro",
        "Every class counts alike (macro), by its rows (weighted), or all decisions are counted together (micro).",
        choices=("macro", "weighted", "micro"),
    )
    class_id: int | Literal["auto"] = setting(
        AUTO, "The one class that is looked at, from 0.", low=0, high=1_000_000, auto="all", advanced=True
    )
    top_k: int | Literal["auto"] = setting(
        AUTO,
        "Where a row may be of several classes, only so many of the likeliest are taken for a yes.",
        low=1,
        high=1_000_000,
        auto="all above the threshold",
        advanced=True,
    )

    def counts(self, prediction: Array, target: Array) -> Counts:
        """With a yes for the likeliest alone, where so many are named."""
        if isinstance(self.top_k, int) and self.multilabel:
            order = np.argsort(-prediction, axis=1, kind="stable")
            prediction = prediction.copy()
            np.put_along_axis(prediction, order[:, self.top_k :], -np.inf, axis=1)
        return super().counts(prediction, target)

    def ratio(self, counts: Counts) -> tuple[Array, Array]:
        """Numerator and denominator for each class."""
        raise TypeError(f"{self.label()} has no ratio for {len(counts.hits)} classes.")

    def score(self, prediction: Array, target: Array) -> float:
        """Between 0 and 1, 0 for a class without anything to divide by; nan without rows.

        Only classes that occur, in the truth or in the prediction, are averaged over; of several of k, all are. Of one
        class that there is not, it is nan.
        """
        if not len(target):
            return NAN
        counts = self.counts(prediction, target)
        above, below = self.ratio(counts)
        if isinstance(self.class_id, int):
            known = self.class_id < len(above)
            return float(above[self.class_id] / max(1, below[self.class_id])) if known else NAN
        if prediction.shape[1] == 1:
            return float(above[-1] / max(1, below[-1]))
        if self.average == "micro":
            return float(above.sum() / max(1, below.sum()))
        occurs = (counts.said + counts.true > 0) | self.multilabel
        weights = counts.true if self.average == "weighted" else occurs
        return float(np.dot(above / np.maximum(below, 1), weights) / max(1, weights.sum()))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Every average."""
        return tuple(cls(average=average) for average in ("macro", "weighted", "micro"))
