"""Root mean square propagation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Update


@dataclass(frozen=True)
class RmsProp(Optimizer):
    """Divides each step by the recent size of that weight's gradient, so that all weights move at a like pace.

    v = rho v + (1 - rho) g^2,  w = w - rate g / sqrt(v + eps)
    centred: a = rho a + (1 - rho) g, and v - a^2 stands for v;  with momentum: m = momentum m + the step, w = w - m
    Tieleman and Hinton 2012, "Lecture 6.5: RMSProp"; centred: Graves 2013, "Generating Sequences With Recurrent
    Neural Networks".
    """

    title = "RMSprop"
    aliases = ("root mean square propagation",)

    learning_rate: float = setting(0.001, "The size of a step.", low=1e-8, high=10, log=True)
    rho: float = setting(0.9, "How long the mean of squares remembers.", low=0, high=0.99999)
    momentum: float = setting(0.0, "The share of the last step that it repeats.", low=0, high=1)
    centered: bool = setting(False, "Divides by the gradient's spread instead of its size.", advanced=True)
    epsilon: float = setting(
        1e-7, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The running mean of squares, and what the settings add to it."""
        return (
            "velocity",
            *(("momentum",) if self.momentum else ()),
            *(("average_gradient",) if self.centered else ()),
        )

    def bind(self, parameters: Array, gradient: Array, slots: Mapping[str, Array]) -> Update:
        """Ten in-place operations on flat vectors; two more with momentum, five more when centred."""
        v, a, m = slots["velocity"], slots.get("average_gradient"), slots.get("momentum")
        step = np.empty_like(parameters)
        rest, epsilon, momentum, factor = (
            number(f, step) for f in (1 - self.rho, self.epsilon, self.momentum, 0)
        )
        add, multiply, subtract, divide, root = np.add, np.multiply, np.subtract, np.divide, np.sqrt

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            # v += (1 - rho) (g^2 - v): one rounding less than the formula's two products.
            multiply(gradient, gradient, step)
            subtract(step, v, step)
            multiply(step, rest, step)
            add(v, step, v)
            if a is None:
                add(v, epsilon, step)
            else:
                subtract(gradient, a, step)
                multiply(step, rest, step)
                add(a, step, a)
                multiply(a, a, step)
                subtract(v, step, step)
                # Equal in exact arithmetic, a^2 may come out a rounding above v.
                np.maximum(step, 0, out=step)
                add(step, epsilon, step)
            root(step, step)
            divide(gradient, step, step)
            factor.fill(rate)
            multiply(step, factor, step)
            if m is not None:
                multiply(m, momentum, m)
                add(m, step, m)
            subtract(parameters, step if m is None else m, parameters)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, with momentum, centred, and both."""
        return (cls(), cls(momentum=0.5), cls(centered=True), cls(momentum=0.5, centered=True, rho=0.8))
