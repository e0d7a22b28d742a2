"""How far one distribution is from another."""

from dataclasses import dataclass

import numpy as np

from engine.activations.softmax import softmax
from engine.layers.base import Array, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep


@dataclass(frozen=True)
class KLDivergence(Loss):
    """How much is lost by taking the predicted probabilities for the true ones: for truths that are shares themselves.

    With t and p kept between 1e-7 and 1: L = mean over rows of sum(t ln(t / p)),  dL/dp = -t / p / rows
    on logits z, with p = softmax(z) as it is: dL/dz = (p sum(t) - t) / rows
    For a truth that is one class it is the categorical cross-entropy. PyTorch's KLDivLoss takes logarithms of p, and
    divides by rows only with reduction="batchmean".
    Kullback and Leibler 1951, "On Information and Sufficiency".
    """

    title = "KL divergence"
    aliases = ("Kullback-Leibler", "KLDivLoss", "relative entropy", "KLD")
    absorbs = "softmax"
    tasks = ("multiclass",)

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probabilities, as the cell says."""
        t = cell.like()
        return _on_prediction(cell, t) if cell.logits is None else _on_logits(cell, cell.logits, t)


def _on_logits(cell: LossCell, z: Array, t: Array) -> LossStep:
    shifted, part = cell.like(), cell.like()
    total, logarithm = cell.per_answer(), cell.per_answer()
    forward = (
        *_cut(cell.target, t),
        call(np.log, t, part),
        call(np.subtract, part, shifted, part),
        call(np.log, total, logarithm),
        call(np.add, part, logarithm, part),
        *cell.mean_product(t, part, cell.answers),
    )
    backward = (
        call(np.add.reduce, t, axis=-1, out=logarithm, keepdims=True),
        call(np.multiply, cell.prediction, logarithm, part),
        call(np.subtract, part, t, part),
        *cell.slope(part, 1 / cell.answers),
    )
    return LossStep(forward, backward, softmax(z, cell.prediction, shifted, total))


def _on_prediction(cell: LossCell, t: Array) -> LossStep:
    p, part = cell.like(), cell.like()
    inside = np.empty(p.shape, np.bool_)
    forward = (
        *_cut(cell.target, t),
        *_cut(cell.prediction, p),
        call(np.divide, t, p, part),
        call(np.log, part, part),
        *cell.mean_product(t, part, cell.answers),
    )
    backward = (
        call(np.divide, t, p, part),
        # Where p was cut off the loss is flat.
        call(np.equal, p, cell.prediction, inside),
        call(np.multiply, part, inside, part),
        *cell.slope(part, -1 / cell.answers),
    )
    return LossStep(forward, backward)


def _cut(x: Array, y: Array) -> Calls:
    """Operations that write y = min(max(x, 1e-7), 1)."""
    return (
        call(np.maximum, x, number(EPSILON, y), out=y),
        call(np.minimum, y, number(1, y), out=y),
    )
