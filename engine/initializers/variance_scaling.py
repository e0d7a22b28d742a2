"""Initialisation by the variance that keeps signals at one size."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer, fans, fill_in_slices
from engine.initializers.truncated_normal import fill_truncated

CUT = 0.87962566103423978
"""The standard deviation of a standard normal cut off at -2 and 2."""


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Draws values whose variance follows from how many connections a neuron has: the general form of Glorot and He.

    variance = scale / n,  n = fan in, fan out, or their mean
    Glorot is scale 1 with the mean, He scale 2 with fan in, LeCun scale 1 with fan in. "truncated normal" draws anew
    what lies more than two standard deviations out, and is widened so that the variance stays.
    He, Zhang, Ren and Sun 2015, "Delving Deep into Rectifiers".
    """

    title = "Variance scaling"

    scale: float = setting(1.0, "The variance for one connection.", low=1e-6, high=1e6, log=True)
    mode: str = setting("fan_in", "Which connections count.", choices=("fan_in", "fan_out", "fan_avg"))
    distribution: str = setting(
        "truncated_normal",
        "How values are spread.",
        choices=("truncated_normal", "untruncated_normal", "uniform"),
    )

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        fan_in, fan_out = fans(out.shape)
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        deviation = sqrt(self.scale / max(1.0, count))
        if self.distribution == "uniform":
            limit = sqrt(3.0) * deviation
            fill_in_slices(out, lambda count: rng.uniform(-limit, limit, count))
        elif self.distribution == "untruncated_normal":
            fill_in_slices(out, lambda count: rng.normal(0.0, deviation, count))
        else:
            fill_truncated(out, 0.0, deviation / CUT, rng)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Every way to spread, every way to count."""
        return (
            cls(),
            cls(scale=3.0, mode="fan_out", distribution="untruncated_normal"),
            cls(scale=0.5, mode="fan_avg", distribution="uniform"),
        )
