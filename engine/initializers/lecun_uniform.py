"""LeCun initialisation, uniform."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=1.0, mode="fan_in", distribution="uniform")


@dataclass(frozen=True)
class LecunUniform(Initializer):
    """Draws evenly from a range that keeps the size of signals; it goes with SELU and tanh.

    w ~ U(-a, a),  a = sqrt(3 / fan in)
    LeCun, Bottou, Orr and Mueller 1998, "Efficient BackProp".
    """

    title = "LeCun uniform"

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
