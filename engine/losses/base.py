"""What every loss is: a number that says how far predictions are from the truth, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

import numpy as np

from engine.declare import Declared
from engine.layers.base import Array, Call, call, number


@dataclass
class LossCell:
    """The buffers that a loss works on for one batch size; all but `value`, a 0-d array, are (rows, size).

    `target` is the truth. forward writes the mean loss over rows into `value`; backward writes `scale` times its
    slope into `gradient`, None where it is not wanted. Without `logits` the loss reads `prediction`, and the slope is
    that along the prediction. With them it makes the prediction itself, and the slope is that along the logits.
    """

    prediction: Array
    target: Array
    value: Array
    gradient: Array | None
    scale: float = 1.0
    logits: Array | None = None

    @property
    def rows(self) -> int:
        """Rows in this batch."""
        return int(self.prediction.shape[0])

    def buffer(self, *shape: int) -> Array:
        """A zeroed array of the loss's own, laid out once."""
        return np.zeros(shape, self.prediction.dtype)


class LossStep(NamedTuple):
    """A loss's share of a compiled step, in order. `predict` is what turns logits into the prediction."""

    forward: tuple[Call, ...]
    backward: tuple[Call, ...] = ()
    predict: tuple[Call, ...] = ()


class Loss(Declared):
    """The base of every loss.

    `absorbs` is the id of the activation whose logits this loss can take directly, which is exact where the
    prediction itself would round to 0 or 1; empty where there is none. `tasks` are those that the loss suits.
    """

    absorbs: ClassVar[str] = ""
    tasks: ClassVar[tuple[str, ...]] = ("regression",)

    def bind(self, cell: LossCell) -> LossStep:
        """Operations that write the loss (forward) and its gradient (backward)."""
        raise TypeError(f"{self.label()} has no maths for {cell.prediction.shape}.")

    def value(self, source: Array, target: Array, *, on_logits: bool = False) -> float:
        """The mean loss over rows of (rows, size) predictions (or logits) and targets."""
        prediction, logits = (np.empty_like(source), source) if on_logits else (source, None)
        cell = LossCell(prediction, target, np.zeros((), source.dtype), None, logits=logits)
        step = self.bind(cell)
        for operation in (*step.predict, *step.forward):
            operation()
        return float(cell.value)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def residual(cell: LossCell, target: Array, count: int) -> tuple[Call, ...]:
    """dL/dz = (p - t) / count: what every loss comes to on the logits of the activation that it absorbs."""
    if cell.gradient is None:
        return ()
    return (
        call(np.subtract, cell.prediction, target, cell.gradient),
        call(np.multiply, cell.gradient, number(cell.scale / count, cell.gradient), cell.gradient),
    )


def smoothed(cell: LossCell, amount: float, classes: int) -> tuple[tuple[Call, ...], Array]:
    """Operations that write t (1 - amount) + amount / classes, and where; just the truth for an amount of 0."""
    if not amount:
        return (), cell.target
    t = cell.buffer(*cell.target.shape)
    return (
        call(np.multiply, cell.target, number(1 - amount, t), t),
        call(np.add, t, number(amount / classes, t), t),
    ), t
