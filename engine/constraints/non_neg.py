"""Weights that are not negative."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.constraints.base import Array, Call, Constraint


@dataclass(frozen=True)
class NonNeg(Constraint):
    """Lets no weight fall below 0, so that more of an input never means less of the sum.

    w = max(w, 0)
    """

    title = "not negative"
    aliases = ("NonNeg", "NonNegative", "positive", "monotonic")

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:  # noqa: ARG002
        """One operation."""
        return (partial(np.maximum, w, np.zeros((), w.dtype), out=w),)
