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
    Weights of more or fewer axes than two count as a matrix whose columns are the last axis.
    Le, Jaitly and Hinton 2015, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units".
    """

    aliases = ("eye_", "IdentityInitializer")

    gain: float = setting(1.0, "The factor on the diagonal.", low=-1e3, high=1e3)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[Any]:  # noqa: ARG002
        """Values of this shape, float64."""
        return self.gain * np.eye(prod(shape[:-1]), shape[-1] if shape else 1).reshape(shape)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and scaled."""
        return (cls(), cls(gain=0.5))
