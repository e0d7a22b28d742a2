"""The bell curve without its tails."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer


@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """Draws from a bell curve and draws anew whatever lies more than two standard deviations out.

    w ~ N(mean, standard deviation^2), |w - mean| <= 2 standard deviations
    The cut makes the values' own standard deviation 0.88 of the one that is set.
    """

    title = "Truncated normal"
    aliases = ("trunc_normal_",)

    mean: float = setting(0.0, "The middle of the curve.", low=-1e3, high=1e3)
    stddev: float = setting(0.05, "Its standard deviation before the cut.", low=0, high=1e3)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
        """Values of this shape, float64."""
        return self.mean + self.stddev * truncated(shape, rng)


def truncated(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
    """Standard normal numbers, those beyond -2 and 2 drawn anew until none is left."""
    values = rng.standard_normal(shape).reshape(-1)
    outside = np.flatnonzero(np.abs(values) > 2)
    while outside.size:
        values[outside] = rng.standard_normal(outside.size)
        outside = outside[np.abs(values[outside]) > 2]
    return values.reshape(shape)
