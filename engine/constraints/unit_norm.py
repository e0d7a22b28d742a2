"""Vectors of weights of length 1."""

from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np

from engine.constraints.base import EPSILON, Array, Call, Norm


@dataclass(frozen=True)
class UnitNorm(Norm):
    """Keeps every unit's weights, as a vector, at length 1: only their direction is learned.

    w = w / (|w| + 1e-7), |w| the norm along the axes
    As Keras does it.
    """

    title = "norm of 1"
    aliases = ("UnitNorm", "unit_norm", "unit length", "normalised weights")

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:
        """The norms, and a division."""
        norms, measure = self.norms(w, spare)
        return (
            *measure,
            partial(np.add, norms, np.array(EPSILON, w.dtype), norms),
            partial(np.divide, w, norms, w),
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Along the first axis, and along the last."""
        return cls(), cls(axis=(-1,))
