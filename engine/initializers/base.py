"""What every initialiser is: a rule that draws the first values of a weight from a generator."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared

SLICE = 1 << 17
"""How many numbers are drawn at a time: a megabyte, which stays in the cache."""


class Initializer(Declared):
    """The base of every initialiser."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:
        """Values of this shape, float64."""
        values = np.empty(shape)
        self.fill(values, rng)
        return values

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into a contiguous array of any shape and precision: those of `draw`, rounded to it.

        Nearly no memory is taken but for `orthogonal`: a large weight would have a copy of twice its size for a moment.
        """
        raise TypeError(f"{self.label()} draws nothing for {out.shape} from {rng}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def fill_in_slices(out: NDArray[Any], draw: Callable[[int], NDArray[Any]]) -> None:
    """Fill an array with what `draw` makes of numbers from first to last, some at a time."""
    flat = out.reshape(-1)
    for start in range(0, flat.size, SLICE):
        some = flat[start : start + SLICE]
        some[...] = draw(some.size)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many numbers flow into and out of one unit of a weight of this shape (Keras' rule).

    The last axis counts the outputs, the one before the inputs; axes before those are a filter's places.
    """
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    places = math.prod(shape[:-2])
    return shape[-2] * places, shape[-1] * places
