"""Glorot (Xavier) initialisation, uniform."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=1.0, mode="fan_avg", distribution="uniform")


@dataclass(frozen=True)
class GlorotUniform(Initializer):
    """Draws evenly from a range that keeps signals and gradients at one size through the layers.

    w ~ U(-a, a),  a = sqrt(6 / (fan in + fan out))
    Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".
    """

    title = "Glorot uniform"
    aliases = ("Xavier uniform", "xavier_uniform_")

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
