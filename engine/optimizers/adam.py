"""Adaptive moment estimation."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class Adam(Optimizer):
    """Gives every weight a step size of its own, from the mean and the spread of its recent gradients.

    m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
    w = w - rate sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)
    Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", in the order of computation of its section 2,
    as Keras does it.
    """

    aliases = ("adaptive moment estimation", "ADAMSolver")

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    beta_1: float = setting(
        0.9, "How long the mean of gradients remembers.", low=0, high=0.9999, advanced=True
    )
    beta_2: float = setting(
        0.999, "How long the mean of squares remembers.", low=0, high=0.99999, advanced=True
    )
    epsilon: float = setting(
        1e-7, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The running means of the gradient and of its square."""
        return ("momentum", "velocity")

    def bind(self, parameters: Array, gradient: Array, slots: Mapping[str, Array]) -> Update:
        """Twelve in-place operations on flat vectors."""
        m, v = slots["momentum"], slots["velocity"]
        step = np.empty_like(parameters)
        b1, b2 = self.beta_1, self.beta_2
        rest1, rest2, epsilon, factor = (number(value, step) for value in (1 - b1, 1 - b2, self.epsilon, 0))
        add, multiply, subtract, divide, root = np.add, np.multiply, np.subtract, np.divide, np.sqrt

        def update(rate: float, count: int) -> None:
            # m += (1 - b1) (g - m), v += (1 - b2) (g^2 - v): one rounding less than the formula's two products.
            subtract(gradient, m, step)
            multiply(step, rest1, step)
            add(m, step, m)
            multiply(gradient, gradient, gradient)
            subtract(gradient, v, step)
            multiply(step, rest2, step)
            add(v, step, v)
            root(v, step)
            add(step, epsilon, step)
            divide(m, step, step)
            factor.fill(rate * sqrt(1 - b2**count) / (1 - b1**count))
            multiply(step, factor, step)
            subtract(parameters, step, parameters)

        return update
