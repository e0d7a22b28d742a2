"""All ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer


@dataclass(frozen=True)
class Ones(Initializer):
    """Starts at one: right for factors that should change nothing at first, wrong for weights.

    w = 1
    """

    aliases = ("ones_",)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:  # noqa: ARG002
        """Ones of this shape, float64."""
        return np.ones(shape)
