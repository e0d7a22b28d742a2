"""He (Kaiming) initialisation, normal."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=2.0, mode="fan_in", distribution="truncated_normal")


@dataclass(frozen=True)
class HeNormal(Initializer):
    """Draws from a bell curve that suits the ReLU family, which stops half of its input.

    w ~ N(0, 2 / fan in), cut off at two standard deviations and widened so that the variance stays
    He, Zhang, Ren and Sun 2015, "Delving Deep into Rectifiers".
    """

    title = "He normal"
    aliases = ("Kaiming normal", "kaiming_normal_", "MSRA")

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
