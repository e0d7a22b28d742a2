"""Points that a person painted: a made-up table without a rule."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.data.generators.base import DECIMALS, FEATURES, Floats
from engine.data.table import Table

LABELS = ("blue", "orange", "green", "violet")
"""The classes that can be painted, by the colours that they are drawn in."""
EXTENT = 3.0
"""The picture goes from -EXTENT to EXTENT, across and up."""


@dataclass(frozen=True, eq=False)
class Painting:
    """Points (n, 2) and the class of each (n,), a number of LABELS. Strokes return a new painting."""

    points: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    classes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.points)

    def dabbed(self, at: tuple[float, float], label: int, count: int, spread: float, seed: int) -> Painting:
        """With so many more points of a class around a place, spread like a cloud, none beyond the picture."""
        cloud = np.random.default_rng([seed, len(self)]).normal(at, spread, (count, 2))
        more = np.clip(cloud, -EXTENT, EXTENT)
        return Painting(
            np.concatenate([self.points, more]),
            np.concatenate([self.classes, np.full(count, label, np.int64)]),
        )

    def wiped(self, at: tuple[float, float], radius: float) -> Painting:
        """Without the points within a distance of a place."""
        kept = np.hypot(*(self.points - np.array(at)).T) > radius
        return Painting(self.points[kept], self.classes[kept])

    @property
    def ready(self) -> bool:
        """Whether there is something to be told apart: ten points, and two classes."""
        return len(self) >= 10 and len(np.unique(self.classes)) >= 2

    def table(self) -> Table:
        """The points as a table with the columns x1, x2 and class."""
        columns: dict[str, object] = {
            name: np.round(self.points[:, place], DECIMALS) for place, name in enumerate(FEATURES)
        }
        columns["class"] = [LABELS[each] for each in self.classes]
        return Table.from_columns(columns)  # type: ignore[arg-type]
