"""LeCun initialisation, normal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=1.0, mode="fan_in", distribution="truncated_normal")


@dataclass(frozen=True)
class LecunNormal(Initializer):
    """Draws from a bell curve that keeps the size of signals; it goes with SELU and tanh.

    w ~ N(0, 1 / fan in), cut off at two standard deviations and widened so that the variance stays
    LeCun, Bottou, Orr and Mueller 1998, "Efficient BackProp".
    """

    title = "LeCun normal"

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
