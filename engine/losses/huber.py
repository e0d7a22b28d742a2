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
    Huber 1964, "Robust Estimation of a Location Parameter".
    """

    aliases = ("HuberLoss", "smooth L1", "SmoothL1Loss")
    tasks = ("regression", "count")

    delta: float = setting(
        1.0, "The difference from which misses count straight.", low=1e-6, high=1e6, log=True
    )

    def bind(self, cell: LossCell) -> LossStep:
        """With c = e cut off at -delta and delta, both cases are c (e - c / 2)."""
        difference, cut = (cell.buffer(*cell.prediction.shape) for _ in range(2))
        size = max(1, cut.size)
        half = cell.buffer(*cell.prediction.shape)
        forward = (
            call(np.subtract, cell.prediction, cell.target, difference),
            call(np.maximum, difference, number(-self.delta, cut), out=cut),
            call(np.minimum, cut, number(self.delta, cut), out=cut),
            call(np.multiply, cut, number(0.5, cut), half),
            call(np.subtract, difference, half, half),
            call(np.dot, cut.reshape(-1), half.reshape(-1), cell.value),
            call(np.divide, cell.value, number(size, cut), cell.value),
        )
        if cell.gradient is None:
            return LossStep(forward)
        return LossStep(forward, (call(np.multiply, cut, number(cell.scale / size, cut), cell.gradient),))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and a narrow one."""
        return (cls(), cls(delta=0.2))
