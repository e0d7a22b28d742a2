"""Adam by the largest gradient."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam that divides by the largest recent gradient instead of the usual one: rare large ones do no harm.

    m = b1 m + (1 - b1) g,  u = max(b2 u, |g|)
    w = w - rate / (1 - b1^t) * m / (u + eps)
    Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", section 7.1, as Keras does it.
    """

    aliases = ("AdaMax", "infinity norm Adam")

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    beta_1: float = setting(
        0.9, "How long the mean of gradients remembers.", low=0, high=0.9999, advanced=True
    )
    beta_2: float = setting(
        0.999, "How long the largest gradient is remembered.", low=0, high=0.99999, advanced=True
    )
    epsilon: float = setting(
        1e-7, "Keeps the division away from zero.", low=1e-12, high=10, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sum of the gradient, and its largest size."""
        return ("gradient_sum", "norm")

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:  # noqa: ARG002
        """Nine in-place operations; a sum stands for the mean, as in Adam."""
        m, u = slots["gradient_sum"], slots["norm"]
        b1 = self.beta_1
        fade1, fade2, epsilon, factor = (number(f, w) for f in (b1, self.beta_2, self.epsilon, 0))
        add, multiply, subtract, divide = np.add, np.multiply, np.subtract, np.divide

        def update(rate: float, count: int) -> None:
            factor[()] = rate * (1 - b1) / (1 - b1**count)
            multiply(m, fade1, m)
            add(m, g, m)
            multiply(u, fade2, u)
            np.abs(g, g)
            np.maximum(u, g, out=u)
            add(u, epsilon, g)
            divide(m, g, g)
            multiply(g, factor, g)
            subtract(w, g, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with a shorter memory."""
        return (cls(), cls(beta_1=0.85, beta_2=0.95, epsilon=1e-6))
