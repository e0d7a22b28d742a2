"""Vectors of weights of a length between two bounds."""

from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np

from engine.constraints.base import Array, Call, Norm
from engine.declare import SettingError, setting


@dataclass(frozen=True)
class MinMaxNorm(Norm):
    """Keeps the length of every unit's weights, as a vector, between two bounds, at once or bit by bit.

    w = w (rate clip(|w|, min, max) + (1 - rate) |w|) / (|w| + 1e-7), |w| the norm along the axes
    As Keras does it.
    """

    title = "norm in bounds"
    aliases = ("MinMaxNorm", "min_max_norm")

    min_value: float = setting(0.0, "How short a vector may be.", label="smallest norm", low=0, high=1e9)
    max_value: float = setting(1.0, "How long a vector may be.", label="largest norm", low=1e-9, high=1e9)
    rate: float = setting(
        1.0, "How much of the way back within bounds each step goes: 1 is all of it.", low=0, high=1
    )

    def __post_init__(self) -> None:
        """Check that something lies between the bounds."""
        super().__post_init__()
        if self.min_value > self.max_value:
            raise SettingError(
                f"{self.label()}: smallest norm is {self.min_value:g}, but must not be above the largest, "
                f"{self.max_value:g}."
            )

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:
        """The norms twice: as they are, and as they are to be: n + rate (clip(n) - n)."""
        norms, measure = self.norms(w, spare)
        wanted = np.empty_like(norms)
        low, high, rate = (np.array(value, w.dtype) for value in (self.min_value, self.max_value, self.rate))
        return (
            *measure,
            partial(np.maximum, norms, low, out=wanted),
            partial(np.minimum, wanted, high, out=wanted),
            partial(np.subtract, wanted, norms, wanted),
            partial(np.multiply, wanted, rate, wanted),
            partial(np.add, wanted, norms, wanted),
            *self.scaled(w, norms, wanted),
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, narrow, and half of the way along the last axis."""
        return cls(), cls(min_value=0.5, max_value=0.6), cls(min_value=0.9, rate=0.5, axis=(-1,))
