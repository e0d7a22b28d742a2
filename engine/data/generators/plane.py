"""A slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Plane(Generator):
    """A number that grows evenly from one corner to the other.

    A single neuron without an activation is enough: linear regression.
    """

    title = "Plane"
    aliases = ("linear", "reg-plane")
    target = "y"

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """y = (x1 + x2) / 2 over a square with side 4, and noise."""
        points = rng.uniform(-2, 2, (self.rows, 2))
        return points, points.sum(axis=1) / 2 + rng.normal(0, self.noise, self.rows)
