"""Adagrad with a fading memory, and steps in the unit of the weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Sizes each step by the steps and the gradients before it, so that it needs no learning rate to be found.

    a = rho a + (1 - rho) g^2,  s = g sqrt(d + eps) / sqrt(a + eps)
    d = rho d + (1 - rho) s^2,  w = w - rate s
    Zeiler 2012, "ADADELTA: An Adaptive Learning Rate Method". There the rate is 1; Keras' is 0.001, which is far too
    slow for most networks: try 1.
    """

    aliases = ("AdaDelta",)

    learning_rate: float = setting(
        0.001, "The share of its own step that it takes.", low=1e-8, high=10, log=True
    )
    rho: float = setting(0.95, "How long the means of squares remember.", low=0, high=0.99999)
    epsilon: float = setting(
        1e-7,
        "The square of the first step; keeps the division away from zero.",
        low=1e-12,
        high=10,
        log=True,
        advanced=True,
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sums of the squares of the gradient and of the step, with epsilon in them."""
        return ("gradient_square_sum", "step_square_sum")

    def start(self, slot: str) -> float:  # noqa: ARG002
        """Epsilon, in the sums' measure."""
        return self.epsilon / (1 - self.rho)

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Thirteen in-place operations. The sums stand for (a + eps) / (1 - rho) and the like, so one root does."""
        a, d = slots["gradient_square_sum"], slots["step_square_sum"]
        fade, epsilon, factor = (number(f, w) for f in (self.rho, self.epsilon, 0))
        add, multiply, subtract = np.add, np.multiply, np.subtract

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(g, g, spare)
            multiply(a, fade, a)
            add(a, spare, a)
            add(a, epsilon, a)
            np.divide(d, a, spare)
            np.sqrt(spare, spare)
            multiply(g, spare, g)
            multiply(g, g, spare)
            multiply(d, fade, d)
            add(d, spare, d)
            add(d, epsilon, d)
            multiply(g, factor, g)
            subtract(w, g, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and as in the paper."""
        return (cls(), cls(learning_rate=1.0, rho=0.9, epsilon=1e-6))
