"""The plain bell curve."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer, fill_in_slices


@dataclass(frozen=True)
class RandomNormal(Initializer):
    """Draws from a bell curve of a width that you set.

    w ~ N(mean, standard deviation^2)
    """

    title = "Random normal"
    aliases = ("normal_", "narrow-normal", "Gaussian")

    mean: float = setting(0.0, "The middle of the curve.", low=-1e3, high=1e3)
    stddev: float = setting(0.05, "Its standard deviation.", low=0, high=1e3)

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        fill_in_slices(out, lambda count: rng.normal(self.mean, self.stddev, count))
