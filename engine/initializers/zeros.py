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

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:  # noqa: ARG002
        """Write values into an array."""
        out.fill(0)
