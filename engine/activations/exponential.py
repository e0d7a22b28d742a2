"""The exponential function."""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from engine.activations.base import Activation, Slopes
from engine.elementwise import at_most
from engine.layers.base import Array, Call, Scratch, call


@dataclass(frozen=True)
class Exponential(Activation):
    """Makes every sum positive by e to its power: for outputs that are counts.

    f(x) = e^min(x, highest);  highest = 44 in single precision, where e^x is 2e19
    The cut keeps the result and its square finite; the slope beyond it stays that at the cut, so that training finds
    the way back. It is the link of Poisson regression: Nelder and Wedderburn 1972, "Generalized Linear Models".
    """

    title = "exponential"
    aliases = ("exp", "log link")
    needs_input = False
    bounds = (0, inf)

    def forward(self, x: Array, y: Array, scratch: Scratch) -> tuple[Call, ...]:
        """y = e^min(x, highest)."""
        return (
            at_most(x, highest(x.dtype), y),
            call(np.exp, y, y),
        )

    def slopes(self, y: Array, scratch: Scratch) -> Slopes:
        """f' = y."""
        return Slopes((), y)


def highest(dtype: np.dtype[Any]) -> float:
    """The largest x whose e^x is taken as it is: half of where numbers of this dtype end."""
    return float(np.log(np.finfo(dtype).max)) / 2
