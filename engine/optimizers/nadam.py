"""Adam that looks ahead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Adam with Nesterov's momentum: it steps from where the momentum is about to carry it.

    u_t = b1 (1 - 0.96^t / 2), U_t = u_1 u_2 ... u_t, m and v as in Adam
    M = u_(t+1) m / (1 - U_(t+1)) + (1 - u_t) g / (1 - U_t)
    w = w - rate M / (sqrt(v / (1 - b2^t)) + eps)
    Dozat 2016, "Incorporating Nesterov Momentum into Adam", as Keras does it.
    """

    aliases = ("NAdam", "Nesterov-accelerated Adam")

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    beta_1: float = setting(
        0.9, "How long the mean of gradients remembers.", low=0, high=0.9999, advanced=True
    )
    beta_2: float = setting(
        0.999, "How long the mean of squares remembers.", low=0, high=0.99999, advanced=True
    )
    epsilon: float = setting(
        1e-7, "Keeps the division away from zero.", low=1e-12, high=10, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sums of the gradient and of its square."""
        return ("gradient_sum", "square_sum")

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Twelve in-place operations; sums stand for the means, as in Adam."""
        m, v = slots["gradient_sum"], slots["square_sum"]
        b1, b2 = self.beta_1, self.beta_2
        fade1, fade2, epsilon, of_m, of_g = (number(f, w) for f in (b1, b2, 0, 0, 0))
        weights = _weights(b1)
        add, multiply, subtract, divide, root = np.add, np.multiply, np.subtract, np.divide, np.sqrt

        def update(rate: float, count: int) -> None:
            spread = sqrt((1 - b2**count) / (1 - b2))
            old, new = weights(count)
            of_m[()], of_g[()] = rate * spread * old * (1 - b1), rate * spread * new
            epsilon[()] = self.epsilon * spread
            multiply(m, fade1, m)
            add(m, g, m)
            multiply(v, fade2, v)
            multiply(g, g, spare)
            add(v, spare, v)
            multiply(g, of_g, g)
            multiply(m, of_m, spare)
            add(g, spare, g)
            root(v, spare)
            add(spare, epsilon, spare)
            divide(g, spare, g)
            subtract(w, g, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with a shorter memory."""
        return (cls(), cls(beta_1=0.5, beta_2=0.67, epsilon=1e-5))


def _weights(b1: float) -> Callable[[int], tuple[float, float]]:
    """The weights of m and of g in M by the number of the step.

    The product U is carried from step to step; a run that is resumed multiplies the same numbers in the same order.
    """
    done, product = 0, 1.0

    def share(step: int) -> float:
        return b1 * (1 - 0.5 * 0.96**step)

    def weights(count: int) -> tuple[float, float]:
        nonlocal done, product
        if count <= done:
            done, product = 0, 1.0
        while done < count:
            done += 1
            product *= share(done)
        following = share(count + 1)
        return following / (1 - product * following), (1 - share(count)) / (1 - product)

    return weights
