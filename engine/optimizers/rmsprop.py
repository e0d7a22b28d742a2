"""Root mean square propagation."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import Optimizer, Rest, Update


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
        1e-7, "Keeps the division away from zero.", low=1e-12, high=10, log=True, advanced=True
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """The fading sum of squares, and what the settings add to it."""
        return (
            "square_sum",
            *(("momentum",) if self.momentum else ()),
            *(("gradient_sum",) if self.centered else ()),
        )

    @property
    def means(self) -> Mapping[str, tuple[str, float]]:
        """v and a themselves."""
        multiple = 1 / (1 - self.rho)
        return {"velocity": ("square_sum", multiple), "average_gradient": ("gradient_sum", multiple)}

    def rest(self) -> Rest:
        """The sums fade; with momentum the weight moves on."""
        fades = {slot: self.momentum if slot == "momentum" else self.rho for slot in self.slots}
        return Rest(fades, "momentum" if self.momentum else "")

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Eight in-place operations; two more with momentum, six more when centred.

        Sums stand for the means, v / (1 - rho) and a / (1 - rho): that saves products, and the root's share of it is
        mended in the factor.
        """
        v, a, m = slots["square_sum"], slots.get("gradient_sum"), slots.get("momentum")
        rest = 1 - self.rho
        fade, own, epsilon, momentum, factor = (
            number(f, w) for f in (self.rho, rest, self.epsilon / rest, self.momentum, 0)
        )
        scale = 1 / sqrt(rest)
        add, multiply, subtract = np.add, np.multiply, np.subtract

        def update(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate * scale
            multiply(v, fade, v)
            multiply(g, g, spare)
            add(v, spare, v)
            if a is None:
                add(v, epsilon, spare)
            else:
                multiply(a, fade, a)
                add(a, g, a)
                multiply(a, a, spare)
                multiply(spare, own, spare)
                subtract(v, spare, spare)
                # Equal in exact arithmetic, the square of the mean may come out a rounding above the mean of squares.
                np.maximum(spare, 0, out=spare)
                add(spare, epsilon, spare)
            np.sqrt(spare, spare)
            np.divide(g, spare, g)
            multiply(g, factor, g)
            if m is not None:
                multiply(m, momentum, m)
                add(m, g, m)
            subtract(w, g if m is None else m, w)

        return update

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, with momentum, centred, and both."""
        return (cls(), cls(momentum=0.5), cls(centered=True), cls(momentum=0.5, centered=True, rho=0.8))
