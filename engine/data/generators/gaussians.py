"""Two clouds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class Gaussians(Generator):
    """A round cloud of points for each class, one beside the other.

    A single neuron parts them as well as can be: with more noise they overlap, and no network is always right.
    """

    title = "Two clouds"
    aliases = ("gauss", "blobs", "make_blobs", "normal")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """Clouds around (-1, -1) and (1, 1) with a spread of 0.3 to 1.8, by the noise."""
        classes = self.halves()
        centres = np.where(classes[:, None] == 0, -1.0, 1.0)
        return centres + rng.normal(0, 0.3 + 1.5 * self.noise, (self.rows, 2)), classes
