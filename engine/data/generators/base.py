"""What every made-up table has: a size, noise, and a seed that brings the same rows back. Names no kind."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.data.table import Table
from engine.declare import Declared, setting

Floats = NDArray[np.float64]
CLASSES = ("blue", "orange")
"""The labels of the two classes, by the colours that they are drawn in."""
FEATURES = ("x1", "x2")
DECIMALS = 4


@dataclass(frozen=True)
class Generator(Declared, abc.ABC):
    """Draws rows with two features, x1 and x2, and a target: a class, or a number y.

    The same settings give the same rows, bit for bit.
    """

    target: ClassVar[str] = "class"
    """The name of the column that is to be predicted."""

    rows: int = setting(400, "How many rows.", low=10, high=100_000, log=True)
    noise: float = setting(0.1, "How far rows stray from where they belong.", low=0, high=1)
    seed: int = setting(7, "Another seed draws other rows.", low=0, high=2**31 - 1)

    @abc.abstractmethod
    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[np.generic]]:
        """The features (rows, 2), and the target of each row: 0 or 1 for a class, or a number."""

    def table(self) -> Table:
        """The rows as a table with the columns x1, x2 and the target."""
        points, answers = self.draw(np.random.default_rng(self.seed))
        columns: dict[str, object] = {
            name: np.round(points[:, place], DECIMALS) for place, name in enumerate(FEATURES)
        }
        if self.target == "class":
            columns[self.target] = [CLASSES[int(each)] for each in answers]
        else:
            columns[self.target] = np.round(np.asarray(answers, np.float64), DECIMALS)
        return Table.from_columns(columns)  # type: ignore[arg-type]

    def halves(self) -> NDArray[np.int64]:
        """0 and 1 in turn, a class for each row."""
        return np.arange(self.rows) % 2

    def strayed(self, points: Floats, rng: np.random.Generator, size: float = 1.0) -> Floats:
        """The points moved by normal noise of `size` times the setting."""
        moved: Floats = points + rng.normal(0.0, 1.0, points.shape) * self.noise * size
        return moved
