"""What every loss is: a number that says how far predictions are from the truth, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from engine.declare import Declared
from engine.layers.base import Array, Step


@dataclass
class LossCell:
    """The buffers that a loss works on for one batch size.

    `source` is what the loss reads, (rows, size): the last sums (logits) where `on_logits`, else the prediction;
    `target` the truth in the same shape. forward writes the mean loss over rows into `value`, a 0-d array. backward
    writes `scale` / rows * d(row's loss)/d(source) into `gradient`, None where it is not wanted.
    """

    source: Array
    target: Array
    value: Array
    gradient: Array | None
    on_logits: bool = False
    scale: float = 1.0

    @property
    def rows(self) -> int:
        """Rows in this batch."""
        return int(self.source.shape[0])

    def buffer(self, *shape: int) -> Array:
        """A zeroed array of the loss's own, laid out once."""
        return np.zeros(shape, self.source.dtype)


class Loss(Declared):
    """The base of every loss.

    `absorbs` is the id of the activation whose logits this loss can take directly, which is exact where the
    prediction itself would round to 0 or 1; empty where there is none. `tasks` are those that the loss suits.
    """

    absorbs: ClassVar[str] = ""
    tasks: ClassVar[tuple[str, ...]] = ("regression",)

    def bind(self, cell: LossCell) -> Step:
        """Operations that write the loss (forward) and its gradient (backward)."""
        raise TypeError(f"{self.label()} has no maths for {cell.source.shape}.")

    def value(self, source: Array, target: Array, *, on_logits: bool = False) -> float:
        """The mean loss over rows of (rows, size) predictions (or logits) and targets."""
        cell = LossCell(source, target, np.zeros((), source.dtype), None, on_logits)
        for operation in self.bind(cell).forward:
            operation()
        return float(cell.value)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)
