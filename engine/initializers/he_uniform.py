"""He (Kaiming) initialisation, uniform."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer
from engine.initializers.variance_scaling import VarianceScaling

RULE = VarianceScaling(scale=2.0, mode="fan_in", distribution="uniform")


@dataclass(frozen=True)
class HeUniform(Initializer):
    """Draws evenly from a range that suits the ReLU family, which stops half of its input.

    w ~ U(-a, a),  a = sqrt(6 / fan in)
    He, Zhang, Ren and Sun 2015, "Delving Deep into Rectifiers".
    """

    title = "He uniform"
    aliases = ("Kaiming uniform", "kaiming_uniform_", "MSRA")

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        RULE.fill(out, rng)
