"""A disc inside a ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Circles(Generator):
    """A disc of one class, and a ring of the other around it.

    A line cannot part them; a few neurons that each draw a line can, together.
    """

    title = "Circles"
    aliases = ("ring", "disc", "make_circles")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """Half of the points within a radius of 1, half between 1.6 and 2.6."""
        classes = self.halves()
        angle = rng.uniform(0, 2 * np.pi, self.rows)
        # The root spreads points evenly over the area of the disc.
        radius = np.where(
            classes == 0, np.sqrt(rng.uniform(0, 1, self.rows)), rng.uniform(1.6, 2.6, self.rows)
        )
        points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        return self.strayed(points, rng, 2.0), classes
