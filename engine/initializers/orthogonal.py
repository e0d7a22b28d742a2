"""Directions at right angles."""

from dataclasses import dataclass
from math import prod
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import setting
from engine.initializers.base import Initializer


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Gives every neuron a direction at right angles to all others: signals neither fade nor blow up in deep nets.

    W = gain Q, with Q from the QR decomposition of normal random numbers: Q^T Q = 1 (or Q Q^T, if wider than high)
    Weights of more or fewer axes than two count as a matrix whose columns are the last axis.
    Saxe, McClelland and Ganguli 2014, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
    networks".
    """

    aliases = ("orthogonal_", "OrthogonalInitializer")

    gain: float = setting(1.0, "The length of each direction.", low=0, high=1e3)

    def fill(self, out: NDArray[Any], rng: np.random.Generator) -> None:
        """Write values into an array."""
        rows, columns = prod(out.shape[:-1]), out.shape[-1] if out.shape else 1
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        # Without the signs of r's diagonal the directions would not be evenly spread (Mezzadri 2007).
        q *= np.where(np.diagonal(r) < 0, -1.0, 1.0)
        out[...] = self.gain * (q if rows >= columns else q.T).reshape(out.shape)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and longer."""
        return (cls(), cls(gain=1.5))
