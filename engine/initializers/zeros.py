"""All zeros."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.initializers.base import Initializer


@dataclass(frozen=True)
class Zeros(Initializer):
    """Starts at nothing: right for biases, wrong for weights, whose neurons would all stay alike.

    w = 0
    """

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:  # noqa: ARG002
        """Zeros of this shape, float64."""
        return np.zeros(shape)
