"""One number everywhere."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer


@dataclass(frozen=True)
class Constant(Initializer):
    """Starts at one number that you set: for biases; weights would all stay alike.

    w = value
    """

    aliases = ("constant_",)

    value: float = setting(0.0, "The number.", low=-1e6, high=1e6)

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:  # noqa: ARG002
        """Write values into an array."""
        out.fill(self.value)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Nothing, and something."""
        return (cls(), cls(value=0.1))
