"""Glorot (Xavier) initialisation, normal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=1.0, mode="fan_avg", distribution="truncated_normal")


@dataclass(frozen=True)
class GlorotNormal(Initializer):
    """Draws from a bell curve that keeps signals and gradients at one size through the layers.

    w ~ N(0, 2 / (fan in + fan out)), cut off at two standard deviations and widened so that the variance stays
    Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".
    """

    title = "Glorot normal"
    aliases = ("Xavier normal", "xavier_normal_")

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
