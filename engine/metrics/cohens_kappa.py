"""Agreement beyond chance."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array
from engine.metrics.base import NAN, DecisionMetric


@dataclass(frozen=True)
class CohensKappa(DecisionMetric):
    """How far prediction and truth agree beyond what chance alone would give: 1 is perfect, 0 is chance.

    kappa = 1 - sum(w n) / sum(w e), with n the rows by true and predicted class, e what they would be if both were
    drawn apart, and w the weight of a disagreement: 1, or how many classes lie between, or that squared
    Cohen 1960, "A Coefficient of Agreement for Nominal Scales"; weighted: Cohen 1968.
    """

    title = "Cohen's kappa"
    aliases = ("cohen_kappa_score", "kappa", "inter-rater agreement")
    tasks = ("multiclass", "binary")
    share = False
    rank = 70

    weights: str = setting(
        "none",
        "Whether it is worse to miss by more classes, for classes in an order.",
        choices=("none", "linear", "quadratic"),
    )

    def score(self, prediction: Array, target: Array) -> float:
        """1 or less; nan without rows, and where both know one class only."""
        if not len(target):
            return NAN
        said, true = (codes.astype(np.int64) for codes in self.codes(prediction, target))
        size = max(2, prediction.shape[1])
        met, chance = _OFF[self.weights](
            said, true, *(np.bincount(each, minlength=size).astype(np.float64) for each in (said, true))
        )
        return 1 - met / chance if chance else NAN

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Every weight."""
        return (cls(), cls(weights="linear"), cls(weights="quadratic"))


def _apart(said: Array, true: Array, s: Array, t: Array) -> tuple[float, float]:
    """Disagreements, and those that chance would give: n - sum(s t) / n."""
    return float(np.count_nonzero(said != true)), float(len(said) - np.dot(s, t) / len(said))


def _steps(said: Array, true: Array, s: Array, t: Array) -> tuple[float, float]:
    """Classes between. |i - j| counts the bars between i and j, so chance goes by the rows below and above each."""
    below, truly_below, n = np.cumsum(s), np.cumsum(t), len(said)
    crossed = np.dot(below, n - truly_below) + np.dot(truly_below, n - below)
    return float(np.abs(said - true).sum()), float(crossed / n)


def _squares(said: Array, true: Array, s: Array, t: Array) -> tuple[float, float]:
    """Classes between, squared. By chance: sum over i and j of (i^2 - 2 i j + j^2) s_i t_j / n."""
    place, n = np.arange(len(s), dtype=np.float64), len(said)
    chance = np.dot(place**2, s + t) - 2 * np.dot(place, s) * np.dot(place, t) / n
    return float(np.square(said - true).sum()), float(chance)


_OFF = {"none": _apart, "linear": _steps, "quadratic": _squares}
"""How disagreement is weighed: what was met, and what is met by chance; s and t are the rows of each class."""
