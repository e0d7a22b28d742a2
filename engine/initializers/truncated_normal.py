"""The bell curve without its tails."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer, fill_in_slices


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

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        fill_truncated(out, self.mean, self.stddev, rng)


def fill_truncated(out: NDArray[Any], mean: float, stddev: float, rng: np.random.Generator) -> None:
    """Write mean + stddev z, z standard normal. Those beyond -2 and 2 are drawn anew at the end, until none is left."""
    outside: list[NDArray[np.intp]] = []
    seen = 0

    def draw(count: int) -> NDArray[Any]:
        nonlocal seen
        values = rng.standard_normal(count)
        outside.append(seen + np.flatnonzero(np.abs(values) > 2))
        seen += count
        return mean + stddev * values

    fill_in_slices(out, draw)
    flat, places = out.reshape(-1), np.concatenate(outside) if outside else np.empty(0, np.intp)
    while places.size:
        values = rng.standard_normal(places.size)
        flat[places] = mean + stddev * values
        places = places[np.abs(values) > 2]
