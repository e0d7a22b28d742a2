"""What every initialiser is: a rule that draws the first values of a weight from a generator."""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared


class Initializer(Declared):
    """The base of every initialiser."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
        """Values of this shape, float64."""
        raise TypeError(f"{self.label()} draws nothing for {shape} from {rng}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many numbers flow into and out of one unit of a weight of this shape (Keras' rule).

    The last axis counts the outputs, the one before the inputs; axes before those are a filter's places.
    """
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    places = math.prod(shape[:-2])
    return shape[-2] * places, shape[-1] * places
