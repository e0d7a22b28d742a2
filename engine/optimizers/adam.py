"""Adaptive moment estimation."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import MOMENTUM, Optimizer, Rest, Update


@dataclass(frozen=True)
class Adam(Optimizer):
    """Gives every weight a step size of its own, from the mean and the spread of its recent gradients.

    m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2
    w = w - rate sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)
    AMSGrad: the largest v so far stands for v, so that no step size grows again
    Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", in the order of computation of its section 2,
    as Keras does it; Reddi, Kale and Kumar 2018, "On the Convergence of Adam and Beyond".
    """

    aliases: ClassVar[tuple[str, ...]] = ("adaptive moment estimation", "ADAMSolver", "AMSGrad")

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
    amsgrad: bool = setting(False, "Lets no weight's step size grow again.", advanced=True)

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sums of the gradient and of its square."""
        return ("gradient_sum", "square_sum", *(("largest_sum",) if self.amsgrad else ()))

    @property
    def cycled(self) -> str:
        """The memory of the mean of gradients, where there is any."""
        return "beta_1" if self.beta_1 else ""

    @property
    def means(self) -> Mapping[str, tuple[str, float]]:
        """m and v themselves."""
        return {
            "momentum": ("gradient_sum", 1 / (1 - self.beta_1)),
            "velocity": ("square_sum", 1 / (1 - self.beta_2)),
        }

    def rest(self) -> Rest | None:
        """m goes on moving the weight; the largest v would need every step."""
        if self.amsgrad:
            return None
        b1, b2 = self.beta_1, self.beta_2
        ratio = (1 - b1) / sqrt(1 - b2)

        def factor(rate: float, count: int) -> float:
            return rate * ratio * sqrt(1 - b2**count) / (1 - b1**count)

        fades = {"gradient_sum": b1, "square_sum": b2}
        return Rest(fades, "gradient_sum", "square_sum", self.epsilon / sqrt(1 - b2), factor)

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:  # noqa: ARG002
        """Ten in-place operations, one more with AMSGrad.

        Sums are kept for the means, m / (1 - b1) and v / (1 - b2): that saves two products, and their ratio is
        mended in the factor, which is there anyway.
        """
        m, v, largest = slots["gradient_sum"], slots["square_sum"], slots.get("largest_sum")
        b1, b2 = self.beta_1, self.beta_2
        fade1, fade2, epsilon, factor = (number(f, w) for f in (b1, b2, self.epsilon / sqrt(1 - b2), 0))
        ratio = (1 - b1) / sqrt(1 - b2)
        add, multiply, subtract, divide, root = np.add, np.multiply, np.subtract, np.divide, np.sqrt

        def update(rate: float, count: int) -> None:
            factor[()] = rate * ratio * sqrt(1 - b2**count) / (1 - b1**count)
            multiply(m, fade1, m)
            add(m, g, m)
            multiply(v, fade2, v)
            multiply(g, g, g)
            add(v, g, v)
            if largest is None:
                root(v, g)
            else:
                np.maximum(largest, v, out=largest)
                root(largest, g)
            add(g, epsilon, g)
            divide(m, g, g)
            multiply(g, factor, g)
            subtract(w, g, w)

        return self._cycled(m, slots[MOMENTUM], update) if MOMENTUM in slots else update

    def _cycled(self, m: Array, moved: Array, update: Update) -> Update:
        """The update with another b1 in each step: m = b1 m + (1 - b1) g.

        The sum that stands for m is brought into the measure of that b1 before, and back afterwards.
        """
        b1, before, after = self.beta_1, number(0, m), number(0, m)

        def cycled(rate: float, count: int) -> None:
            now = float(moved)
            share = (1 - now) / (1 - b1)
            before[()], after[()] = now / (share * b1), share
            np.multiply(m, before, m)
            update(rate * share * (1 - b1**count) / (1 - now**count), count)
            np.multiply(m, after, m)

        return cycled

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with the largest squares."""
        return (cls(), cls(amsgrad=True, beta_1=0.8, beta_2=0.95))
