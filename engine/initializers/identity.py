"""The matrix that changes nothing."""

from dataclasses import dataclass
from math import prod
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

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:  # noqa: ARG002
        """Values of this shape, float64."""
        if len(shape) < 2:
            return self.gain * np.eye(1, prod(shape)).reshape(shape)
        values = np.zeros(shape)
        # An even filter has its middle where padding "same" puts it: before the half.
        middle = tuple((length - 1) // 2 for length in shape[:-2])
        values[middle] = self.gain * np.eye(shape[-2], shape[-1])
        return values

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and scaled."""
        return (cls(), cls(gain=0.5))
