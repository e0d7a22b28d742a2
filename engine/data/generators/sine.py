"""Waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Sine(Generator):
    """A number that goes up and down with x1, and a little with x2.

    More hidden neurons follow more of the waves.
    """

    title = "Sine"
    aliases = ("wave", "ripple", "regression")
    target = "y"

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """y = sin(2 x1) + x2 / 4 over a square with side 6, and noise."""
        points = rng.uniform(-3, 3, (self.rows, 2))
        return points, np.sin(2 * points[:, 0]) + points[:, 1] / 4 + rng.normal(0, self.noise, self.rows)
