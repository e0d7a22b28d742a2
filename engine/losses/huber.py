"""Squared where near, absolute where far."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import call, number
from engine.losses.base import Loss, LossCell, LossStep


@dataclass(frozen=True)
class Huber(Loss):
    """Squares small differences and takes large ones as they are: precise near the truth, calm about odd rows.

    With e = p - t: L = mean(e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2)
    dL/dp = min(max(-delta, e), delta) / size
    Huber 1964, "Robust Estimation of a Location Parameter". PyTorch's SmoothL1Loss is this divided by its beta.
    """

    aliases = ("HuberLoss", "smooth L1", "SmoothL1Loss")
    tasks = ("regression", "count")

    delta: float = setting(
        1.0, "The difference from which misses count straight.", low=1e-6, high=1e6, log=True
    )

    def bind(self, cell: LossCell) -> LossStep:
        """With c = e cut off at -delta and delta, both cases are c (e - c / 2)."""
        difference, cut, rest = cell.like(), cell.like(), cell.like()
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.maximum, difference, number(-self.delta, cut), out=cut),
            call(np.minimum, cut, number(self.delta, cut), out=cut),
            call(np.multiply, cut, number(0.5, cut), rest),
            call(np.subtract, difference, rest, rest),
            *cell.mean_product(cut, rest, cell.size),
        )
        return LossStep(forward, cell.slope(cut, 1 / cell.size))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and a narrow one."""
        return (cls(), cls(delta=0.2))
