"""The loss of counts."""

from dataclasses import dataclass

import numpy as np

from engine.activations.exponential import highest
from engine.layers.base import Array, call, number
from engine.losses.base import Loss, LossCell, LossStep, residual

EPSILON = 1e-7


@dataclass(frozen=True)
class Poisson(Loss):
    """How unlikely the true counts are if the prediction is their mean: misses weigh less where counts are large.

    L = mean(p - t ln(p + 1e-7)),  dL/dp = (1 - t / (p + 1e-7)) / size;  a p below 0 counts as 0
    on logits z, with p = e^z: L = mean(e^z - t z),  dL/dz = (e^z - t) / size
    Nelder and Wedderburn 1972, "Generalized Linear Models".
    """

    aliases = ("PoissonNLLLoss", "Poisson regression", "count loss")
    absorbs = "exponential"
    tasks = ("count",)

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the prediction, as the cell says."""
        return self._on_prediction(cell) if cell.logits is None else self._on_logits(cell, cell.logits)

    def _on_logits(self, cell: LossCell, logits: Array) -> LossStep:
        z, part = cell.buffer(*logits.shape), cell.buffer(*logits.shape)
        size = max(1, z.size)
        predict = (
            call(np.minimum, logits, number(highest(z.dtype), z), out=z),
            call(np.exp, z, cell.prediction),
        )
        forward = (
            call(np.multiply, cell.target, z, part),
            call(np.subtract, cell.prediction, part, part),
            call(np.add.reduce, part, axis=None, out=cell.value),
            call(np.divide, cell.value, number(size, z), cell.value),
        )
        return LossStep(forward, residual(cell, cell.target, size), predict)

    def _on_prediction(self, cell: LossCell) -> LossStep:
        p, part, slope = (cell.buffer(*cell.prediction.shape) for _ in range(3))
        size = max(1, p.size)
        forward = (
            call(np.maximum, cell.prediction, number(0, p), out=p),
            call(np.add, p, number(EPSILON, p), part),
            call(np.log, part, part),
            call(np.multiply, part, cell.target, part),
            call(np.subtract, p, part, part),
            call(np.add.reduce, part, axis=None, out=cell.value),
            call(np.divide, cell.value, number(size, p), cell.value),
        )
        if cell.gradient is None:
            return LossStep(forward)
        backward = (
            call(np.sign, p, slope),
            call(np.add, p, number(EPSILON, p), part),
            call(np.divide, cell.target, part, part),
            call(np.subtract, number(1, p), part, part),
            call(np.multiply, part, slope, part),
            call(np.multiply, part, number(cell.scale / size, p), cell.gradient),
        )
        return LossStep(forward, backward)
