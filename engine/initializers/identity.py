"""The matrix that changes nothing."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer


@dataclass(frozen=True)
class Identity(Initializer):
    """Starts as a layer that hands its input on unchanged: neuron 1 reads input 1, neuron 2 input 2, and so on.

    w_ij = gain where i = j, else 0
    In a convolution that stands in the middle of the filter, the rest of which is 0: with padding, the picture passes
    as it is. Le, Jaitly and Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
    """

    aliases = ("eye_", "dirac_", "IdentityInitializer")

    gain: float = setting(1.0, "The factor on the diagonal.", low=-1e3, high=1e3)

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:  # noqa: ARG002
        """Write values into an array."""
        out.fill(0)
        if out.ndim < 2:
            out.reshape(-1)[:1] = self.gain
            return
        # An even filter has its middle where padding "same" puts it: before the half.
        middle = tuple((length - 1) // 2 for length in out.shape[:-2])
        np.fill_diagonal(out[middle], self.gain)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and scaled."""
        return (cls(), cls(gain=0.5))
