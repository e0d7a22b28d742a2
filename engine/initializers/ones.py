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

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:  # noqa: ARG002
        """Write values into an array."""
        out.fill(1)
