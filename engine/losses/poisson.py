"""The loss of counts."""

from dataclasses import dataclass

import numpy as np

from engine.activations.exponential import highest
from engine.layers.base import Array, call, number
from engine.losses.base import EPSILON, Loss, LossCell, LossStep, residual


@dataclass(frozen=True)
class Poisson(Loss):
    """How unlikely the true counts are if the prediction is their mean: misses weigh less where counts are large.

    L = mean(p - t ln(p + 1e-7)),  dL/dp = (1 - t / (p + 1e-7)) / size;  a p below 0 counts as 0
    on logits z, with p = e^z: L = mean(e^z - t z),  dL/dz = (e^z - t) / size
    Nelder and Wedderburn 1972, "Generalized Linear Models". PyTorch's PoissonNLLLoss takes z unless told otherwise, and
    adds 1e-8 to p.
    """

    aliases = ("PoissonNLLLoss", "Poisson regression", "count loss")
    absorbs = "exponential"
    tasks = ("count",)

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the prediction, as the cell says."""
        return self._on_prediction(cell) if cell.logits is None else self._on_logits(cell, cell.logits)

    def _on_logits(self, cell: LossCell, logits: Array) -> LossStep:
        z, part = cell.like(), cell.like()
        predict = (
            call(np.minimum, logits, number(highest(z.dtype), z), out=z),
            call(np.exp, z, cell.prediction),
        )
        forward = (
            call(np.multiply, cell.target, z, part),
            call(np.subtract, cell.prediction, part, part),
            *cell.mean(part, cell.size),
        )
        return LossStep(forward, residual(cell, cell.target, cell.size), predict)

    def _on_prediction(self, cell: LossCell) -> LossStep:
        p, part, slope = cell.like(), cell.like(), cell.like()
        forward = (
            call(np.maximum, cell.prediction, number(0, p), out=p),
            call(np.add, p, number(EPSILON, p), part),
            call(np.log, part, part),
            call(np.multiply, part, cell.target, part),
            call(np.subtract, p, part, part),
            *cell.mean(part, cell.size),
        )
        backward = (
            call(np.sign, p, slope),
            call(np.add, p, number(EPSILON, p), part),
            call(np.divide, cell.target, part, part),
            call(np.subtract, number(1, p), part, part),
            call(np.multiply, part, slope, part),
            *cell.slope(part, 1 / cell.size),
        )
        return LossStep(forward, backward)
