"""Evolved sign momentum."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class Lion(Optimizer):
    """Moves every weight by the same amount and asks the recent gradients only for the direction.

    w = w - rate sign(b1 m + (1 - b1) g),  then m = b2 m + (1 - b2) g
    It wants a learning rate three to ten times smaller than Adam's. Chen et al. 2023, "Symbolic Discovery of
    Optimization Algorithms".
    """

    aliases = ("EvoLved Sign Momentum", "sign momentum")

    learning_rate: float = setting(0.001, "The size of every step.", low=1e-8, high=10, log=True)
    beta_1: float = setting(
        0.9, "The share of the past in the direction.", low=1e-6, high=0.9999, advanced=True
    )
    beta_2: float = setting(
        0.99, "How long the mean of gradients remembers.", low=0, high=0.99999, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sum of the gradient."""
        return ("gradient_sum",)

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Seven in-place operations; a sum stands for the mean, m / (1 - b2)."""
        m = slots["gradient_sum"]
        b1, b2 = self.beta_1, self.beta_2
        past, fade, factor = (number(f, w) for f in (b1 * (1 - b2) / (1 - b1), b2, 0))
        add, multiply, subtract = np.add, np.multiply, np.subtract

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(m, past, spare)
            add(spare, g, spare)
            np.sign(spare, spare)
            multiply(spare, factor, spare)
            subtract(w, spare, w)
            multiply(m, fade, m)
            add(m, g, m)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with a shorter memory."""
        return (cls(), cls(beta_1=0.5, beta_2=0.67))
