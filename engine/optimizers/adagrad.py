"""Adaptive gradients."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Rest, Update


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Slows down each weight by all that it has moved: weights whose input is rare keep taking large steps.

    a = a + g^2,  w = w - rate g / sqrt(a + eps)
    Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", as
    Keras does it. The paper's learning rate is 1.
    """

    aliases = ("AdaGrad", "adaptive gradient")

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    initial_accumulator_value: float = setting(
        0.1, "What each sum of squares begins with.", label="first sum", low=0, high=1e6
    )
    epsilon: float = setting(
        1e-7, "Keeps the division away from zero.", low=1e-12, high=10, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The sum of the gradient's squares, with epsilon in it."""
        return ("square_sum",)

    def start(self, slot: str) -> float:  # noqa: ARG002
        """The first sum; epsilon is added here once instead of in every step."""
        return self.initial_accumulator_value + self.epsilon

    def rest(self) -> Rest:
        """Nothing moves."""
        return Rest({})

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Six in-place operations."""
        a = slots["square_sum"]
        factor = number(0, w)
        add, multiply, subtract, divide, root = np.add, np.multiply, np.subtract, np.divide, np.sqrt

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(g, g, spare)
            add(a, spare, a)
            root(a, spare)
            divide(g, spare, g)
            multiply(g, factor, g)
            subtract(w, g, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and from nothing."""
        return (cls(), cls(initial_accumulator_value=0.0, epsilon=1e-6))
