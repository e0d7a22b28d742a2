"""Two arms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Spiral(Generator):
    """Two arms that wind around each other, one for each class.

    The hardest of the small worlds: Lang and Witbrock 1988, "Learning to Tell Two Spirals Apart". It takes
    two hidden layers of 8 neurons or more, and patience: the loss stands still for long before it falls.
    """

    title = "Spiral"
    aliases = ("two spirals", "swirl")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """Arms of one and three quarter turns, with the radius growing from 0.1 to 2.6."""
        classes = self.halves()
        along = np.sqrt(rng.uniform(0, 1, self.rows))
        angle = 1.75 * 2 * np.pi * along + np.pi * classes
        radius = 0.1 + 2.5 * along
        points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        return self.strayed(points, rng, 0.8), classes
