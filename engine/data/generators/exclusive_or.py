"""Two classes in opposite corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import Floats, Generator


@dataclass(frozen=True)
class ExclusiveOr(Generator):
    """The four corners of a square: opposite ones are of one class.

    Neither x1 nor x2 tells anything by itself. No single neuron can do it (Minsky and Papert 1969, "Perceptrons"), two
    hidden ones can.
    """

    title = "Exclusive or"
    aliases = ("xor", "checkerboard")

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """Points of a square with side 4; the class is that of the sign of x1 x2, before noise."""
        points = rng.uniform(-2, 2, (self.rows, 2))
        points += np.where(points > 0, 0.2, -0.2)
        return self.strayed(points, rng), (points[:, 0] * points[:, 1] < 0).astype(np.int64)
