"""Evenly from a range."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.declare import SettingError, setting
from engine.initializers.base import Initializer, fill_in_slices


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """Draws evenly from a range that you set.

    w ~ U(least, greatest)
    """

    title = "Random uniform"
    aliases = ("uniform_",)

    minval: float = setting(-0.05, "The least value.", label="least", low=-1e3, high=1e3)
    maxval: float = setting(0.05, "The greatest value.", label="greatest", low=-1e3, high=1e3)

    def __post_init__(self) -> None:
        """Check that the range is not upside down."""
        super().__post_init__()
        if self.minval > self.maxval:
            raise SettingError(
                f"Random uniform: least is {self.minval:g} and lies above greatest, {self.maxval:g}. Swap the two."
            )

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        fill_in_slices(out, lambda count: rng.uniform(self.minval, self.maxval, count))
