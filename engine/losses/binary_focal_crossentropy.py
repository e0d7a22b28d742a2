"""Binary cross-entropy that turns away from what is easy."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, Call, call, number
from engine.losses.base import Calls, Loss, LossCell, LossStep, raised, smoothed
from engine.losses.binary_crossentropy import surprise, surprise_on_logits


@dataclass(frozen=True)
class BinaryFocalCrossentropy(Loss):
    """Binary cross-entropy that hardly counts rows which are right already: for a yes that is rare among many a no.

    L = mean(w f^gamma c), with c the binary cross-entropy of each number and f = t (1 - p) + (1 - t) p, how far it is
    off; w = 1, or t alpha + (1 - t) (1 - alpha) with class balancing
    dL/dp = w f^gamma (gamma (1 - 2 t) c / f + dc/dp) / size
    on logits z: dL/dz = w f^gamma (gamma (1 - 2 t) c p (1 - p) / f + p - t) / size
    With label smoothing s the truth t counts as t (1 - s) + s / 2.
    Lin, Goyal, Girshick, He and Dollar 2017, "Focal Loss for Dense Object Detection", where w is always balanced.
    """

    title = "Binary focal cross-entropy"
    aliases = ("focal loss", "FocalLoss", "sigmoid_focal_loss", "focalLossLayer")
    absorbs = "sigmoid"
    tasks = ("binary", "multilabel")

    gamma: float = setting(2.0, "How much rows that are right already are turned away from.", low=0, high=20)
    apply_class_balancing: bool = setting(False, "Weigh yes by alpha, and no by 1 - alpha.")
    alpha: float = setting(0.25, "The weight of yes where classes are balanced.", low=0, high=1)
    label_smoothing: float = setting(
        0.0, "Moves the truth this far from 0 and 1 towards one half, against overconfidence.", low=0, high=1
    )

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probability, as the cell says."""
        smooth, target = smoothed(cell, self.label_smoothing, 2)
        factor, part, bend = cell.like(), cell.like(), cell.like()
        off, no, focus = self._focus(cell, target, factor)
        if cell.logits is not None:
            surprised, predict, begin = surprise_on_logits(cell, cell.logits, target)
            # dp/dz = p (1 - p) for what depends on p, and dc/dz = p - t
            chain: Calls = (
                call(np.multiply, bend, cell.prediction, bend),
                call(np.multiply, bend, no, bend),
                call(np.subtract, cell.prediction, target, part),
            )
        else:
            surprised, begin, slope, slopes = surprise(cell, target)
            chain = (*slopes, call(np.copyto, part, slope))
            predict = ()
        forward: tuple[Call, ...] = (
            *smooth,
            *begin,
            *focus,
            *cell.mean_product(factor, surprised, cell.size),
        )
        backward = (
            call(np.multiply, target, number(-2 * self.gamma, bend), bend),
            call(np.add, bend, number(self.gamma, bend), bend),
            call(np.multiply, bend, surprised, bend),
            # f is 0 only where f^gamma is, or where gamma is.
            call(np.maximum, off, number(np.finfo(off.dtype).tiny, off), out=off),
            call(np.divide, bend, off, bend),
            *chain,
            call(np.add, part, bend, part),
            call(np.multiply, part, factor, part),
            *cell.slope(part, 1 / cell.size),
        )
        return LossStep(forward, backward, predict)

    def _focus(self, cell: LossCell, target: Array, factor: Array) -> tuple[Array, Array, Calls]:
        """Where f and 1 - p will be, and the operations that write both and w f^gamma."""
        off, no, false, part = (cell.like() for _ in range(4))
        balance: Calls = (
            call(np.multiply, target, number(2 * self.alpha - 1, part), part),
            call(np.add, part, number(1 - self.alpha, part), part),
            call(np.multiply, factor, part, factor),
        )
        return (
            off,
            no,
            (
                call(np.subtract, number(1, no), cell.prediction, no),
                call(np.subtract, number(1, no), target, false),
                call(np.multiply, target, no, off),
                call(np.multiply, false, cell.prediction, part),
                call(np.add, off, part, off),
                call(np.maximum, off, number(0, off), out=off),
                *raised(off, self.gamma, factor),
                *(balance if self.apply_class_balancing else ()),
            ),
        )

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, every option, and exponents with formulas of their own."""
        return (
            cls(),
            cls(gamma=1.5, apply_class_balancing=True, alpha=0.7),
            cls(gamma=1.0, label_smoothing=0.2),
            cls(gamma=0.0),
            cls(gamma=0.5),
        )
