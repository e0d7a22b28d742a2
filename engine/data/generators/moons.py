"""Two crescents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Moons(Generator):
    """Two crescents that reach into each other.

    The boundary between them bends twice: it takes a handful of hidden neurons.
    """

    title = "Two moons"
    aliases = ("make_moons", "crescents", "bananas")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """Half circles of radius 1 around (0, 0) and (1, 0.5), the second one turned upside down."""
        classes = self.halves()
        angle = rng.uniform(0, np.pi, self.rows)
        upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
        points = np.where(classes[:, None] == 0, upper, lower)
        return self.strayed(points, rng, 0.6), classes
