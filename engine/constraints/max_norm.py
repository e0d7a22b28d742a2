"""Vectors of weights of a limited length."""

from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np

from engine.constraints.base import Array, Call, Norm
from engine.declare import setting


@dataclass(frozen=True)
class MaxNorm(Norm):
    """Lets no unit's weights grow longer than this as a vector; goes well with dropout and high learning rates.

    w = w min(|w|, max) / (|w| + 1e-7), |w| the norm along the axes
    Srebro and Shraibman 2005, "Rank, Trace-Norm and Max-Norm"; Srivastava et al. 2014, "Dropout". As Keras does it.
    """

    title = "largest norm"
    aliases = ("MaxNorm", "max_norm", "renorm")

    max_value: float = setting(2.0, "How long a vector may be.", label="largest norm", low=1e-9, high=1e9)

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:
        """The norms twice: as they are, and as they may be."""
        norms, measure = self.norms(w, spare)
        wanted = np.empty_like(norms)
        return (
            *measure,
            partial(np.minimum, norms, np.array(self.max_value, w.dtype), out=wanted),
            *self.scaled(w, norms, wanted),
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, short, and along the last axis."""
        return cls(), cls(max_value=0.3), cls(max_value=0.5, axis=(-1,))
