"""Stochastic gradient descent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, number
from engine.optimizers.base import MOMENTUM, Optimizer, Rest, Update


@dataclass(frozen=True)
class Sgd(Optimizer):
    """Goes straight downhill; with momentum it keeps rolling in the direction that it came along.

    w = w - rate g;  with momentum m: v = m v - rate g,  w = w + v;  with Nesterov: w = w + m v - rate g
    Robbins and Monro 1951, "A Stochastic Approximation Method"; Polyak 1964; Nesterov 1983; Sutskever et al. 2013,
    "On the importance of initialization and momentum in deep learning".
    """

    title = "SGD"
    aliases = ("stochastic gradient descent", "sgdm", "momentum", "Nesterov")
    threaded = False

    learning_rate: float = setting(0.01, "The size of a step.", low=1e-8, high=10, log=True)
    momentum: float = setting(0.0, "The share of its speed that it keeps from step to step.", low=0, high=1)
    nesterov: bool = setting(False, "Looks ahead along the momentum before it steps; needs a momentum.")

    @property
    def slots(self) -> tuple[str, ...]:
        """The speed of each parameter, where there is momentum."""
        return ("velocity",) if self.momentum else ()

    @property
    def cycled(self) -> str:
        """The momentum, where there is any."""
        return "momentum" if self.momentum else ""

    def rest(self) -> Rest:
        """With momentum the weight rolls on."""
        if not self.momentum:
            return Rest({})
        ahead = -self.momentum if self.nesterov else -1.0
        return Rest({"velocity": self.momentum}, "velocity", factor=lambda rate, count: ahead)  # noqa: ARG005

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """Two operations without momentum, four with it, six with Nesterov's."""
        factor, momentum = number(0, w), slots.get(MOMENTUM, number(self.momentum, w))
        add, multiply, subtract = np.add, np.multiply, np.subtract

        def straight(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(g, factor, g)
            subtract(w, g, w)

        if not self.momentum:
            return straight
        v = slots["velocity"]

        def roll(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(g, factor, g)
            multiply(v, momentum, v)
            subtract(v, g, v)
            add(w, v, w)

        def look_ahead(rate: float, count: int) -> None:  # noqa: ARG001
            factor[()] = rate
            multiply(g, factor, g)
            multiply(v, momentum, v)
            subtract(v, g, v)
            multiply(v, momentum, spare)
            subtract(spare, g, spare)
            add(w, spare, w)

        return look_ahead if self.nesterov else roll

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Straight, rolling, and looking ahead."""
        return (cls(), cls(momentum=0.9), cls(momentum=0.9, nesterov=True))
