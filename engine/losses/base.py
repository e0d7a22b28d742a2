"""What every loss is: a number that says how far predictions are from the truth, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from engine.declare import Declared, setting
from engine.layers.base import Array, Call, call, number

EPSILON = 1e-7
"""The nearest that a probability is taken to 0 and 1, and the least that is divided by: Keras' epsilon."""

FEW = 4096
"""Up to so many numbers, their sum is a product with ones, which is called in half the time."""

LEAST_SUM = 1e-30
"""The least that a sum of weights is taken for: rows without any weight have no loss."""

Calls = tuple[call[Any], ...]


class Mean:
    """A mean that operations leave as a sum in `total`, a 0-d array; `count` is what it is divided by.

    Python divides one number in a tenth of the time that a call to numpy takes.
    """

    def __init__(self, dtype: Any) -> None:
        self.total: Array = np.zeros((), dtype)
        self.count = 1.0

    def __float__(self) -> float:
        return float(self.total) / self.count


@dataclass
class LossCell:
    """The buffers that a loss works on for one batch size, all C-contiguous.

    `prediction` is (rows, ..., size) with any number of axes between: a loss acts on the last one and takes the mean
    over the others. `target`, the truth, has the same shape, or its last axis is what `Loss.target_size` says.
    forward leaves the mean loss in `value`; backward writes `scale` times its slope into `gradient`,
    None where it is not wanted. Without `logits` the loss reads `prediction`, and the slope is that along the
    prediction. With them it makes the prediction itself, and the slope is that along the logits.

    `row_weights` (rows,) multiply each row's loss before the mean, as Keras' sample_weight: sum(w l) / rows. The sum
    is not divided by that of the weights, which PyTorch does with the weights of classes. They may have more of the
    prediction's axes, (rows, steps), but never the last.
    """

    prediction: Array
    target: Array
    value: Mean
    gradient: Array | None
    scale: float = 1.0
    logits: Array | None = None
    row_weights: Array | None = None

    @property
    def size(self) -> int:
        """Numbers in the prediction; 1 where there are none, so that it can be divided by."""
        return max(1, self.prediction.size)

    @property
    def answers(self) -> int:
        """Rows of the last axis: what a loss with one number for each of them takes the mean over; at least 1."""
        return max(1, prod(self.prediction.shape[:-1]))

    def buffer(self, *shape: int) -> Array:
        """A zeroed array of the loss's own, laid out once."""
        return np.zeros(shape, self.prediction.dtype)

    def like(self) -> Array:
        """A buffer in the prediction's shape."""
        return self.buffer(*self.prediction.shape)

    def per_answer(self) -> Array:
        """A buffer with one number for each row of the last axis: (rows, ..., 1)."""
        return self.buffer(*self.prediction.shape[:-1], 1)

    # --- the mean over rows, and what it does to the slope -----------------------------------------------------

    def weighted(self, x: Array, out: Array | None = None) -> tuple[Calls, Array]:
        """Operations that write `x` times the weight of its row, and where; nothing and `x` without weights.

        `x` has all the axes of the prediction. `out` may be `x`.
        """
        if self.row_weights is None:
            return (), x
        out = np.empty_like(x) if out is None else out
        return (call(np.multiply, x, self._column(self.row_weights), out),), out

    def mean(self, part: Array, count: float) -> Calls:
        """Operations that leave value = sum(part) / count, each row by its weight. They may overwrite `part`."""
        weigh, part = self.weighted(part, part)
        self.value.count = count
        if part.size <= FEW:
            return (*weigh, call(part.reshape(-1).dot, np.ones(part.size, part.dtype), self.value.total))
        return (*weigh, call(np.add.reduce, part, axis=None, out=self.value.total))

    def mean_product(self, one: Array, other: Array, count: float) -> Calls:
        """Operations that leave value = sum(one * other) / count, each row by its weight."""
        weigh, one = self.weighted(one)
        self.value.count = count
        return (*weigh, call(one.reshape(-1).dot, other.reshape(-1), self.value.total))

    def slope(self, part: Array, times: float) -> Calls:
        """Operations that write gradient = scale * times * part, each row by its weight. `part` may be `gradient`."""
        if self.gradient is None:
            return ()
        factor = number(self.scale * times, self.gradient)
        if self.row_weights is None:
            return (call(np.multiply, part, factor, self.gradient),)
        factors = np.empty_like(self.row_weights)
        return (
            call(np.multiply, self.row_weights, factor, factors),
            call(np.multiply, part, self._column(factors), self.gradient),
        )

    def only(self, mask: Array, *, shared: bool = True) -> tuple[Calls, LossCell]:
        """Operations that weigh by a mask, and the cell for the loss to be bound to: the mean is over what is kept.

        `mask` (rows, ...) of bool is True where a row, or a step, counts. As in Keras, what is kept weighs all / kept;
        without any the loss is 0. Unless the mean is `shared` among what is kept, that weighs what it did.
        """
        weights = self.buffer(*mask.shape)
        operations: Calls = (call(np.copyto, weights, mask),)
        if shared:
            operations = (*operations, *self._shared(weights, 1.0))
        if self.row_weights is not None:
            given = _with_axes(self.row_weights, mask.ndim)
            operations = (*operations, call(np.multiply, weights, given, weights))
        return operations, replace(self, row_weights=weights)

    def balanced(self) -> tuple[Calls, LossCell]:
        """Operations that bring the mean of the rows' weights to 1, and the cell for the loss to be bound to."""
        if self.row_weights is None:
            return (), self
        weights = np.empty_like(self.row_weights)
        operations = (call(np.copyto, weights, self.row_weights), *self._shared(weights, LEAST_SUM))
        return operations, replace(self, row_weights=weights)

    def _shared(self, weights: Array, least: float) -> Calls:
        """Operations that bring the mean of weights to 1, unless their sum is below the least."""
        share = self.buffer()
        return (
            call(np.add.reduce, weights, axis=None, out=share),
            call(np.maximum, share, number(least, share), out=share),
            call(np.divide, number(weights.size, share), share, share),
            call(np.multiply, weights, share, weights),
        )

    def _column(self, weights: Array) -> Array:
        return _with_axes(weights, self.prediction.ndim)


def _with_axes(weights: Array, axes: int) -> Array:
    """The same numbers with axes of length one at the end, `axes` in all."""
    return weights.reshape(*weights.shape, *(1,) * (axes - weights.ndim))


class LossStep(NamedTuple):
    """A loss's share of a compiled step, in order. `predict` is what turns logits into the prediction."""

    forward: tuple[Call, ...]
    backward: tuple[Call, ...] = ()
    predict: tuple[Call, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Loss(Declared):
    """The base of every loss.

    `absorbs` is the id of the activation whose logits this loss can take directly, which is exact where the
    prediction itself would round to 0 or 1; empty where there is none. `tasks` are those that the loss suits.

    `last` is the id of the activation that goes with it; empty where the task's own does. `bounds` are where a
    prediction may lie; None where the task says it. `reach` is how low and how high a prediction must be able to get.
    `shared` says that its slope holds only where each answer of the truth adds up to 1.
    """

    absorbs: ClassVar[str] = ""
    tasks: ClassVar[tuple[str, ...]] = ("regression",)
    last: ClassVar[str] = ""
    bounds: ClassVar[tuple[float, float] | None] = None
    reach: ClassVar[tuple[float, float]] = (0.0, 0.0)
    shared: ClassVar[bool] = False

    reduction: str = setting(
        "mean",
        "How the losses of a batch's rows become one number: their mean, as usual; a mean that is divided by the "
        "weights of rows instead of their number, as PyTorch does with weights of classes; or their sum, whose steps "
        "are larger by the number of rows. What is shown is the mean even so.",
        choices=("mean", "weighted mean", "sum"),
        advanced=True,
    )

    def bind(self, cell: LossCell) -> LossStep:
        """Operations that write the mean loss (forward) and its gradient (backward): where a kind states its maths."""
        raise TypeError(f"{self.label()} has no maths for {cell.prediction.shape}.")

    def reduce(self, cell: LossCell, mask: Array | None = None) -> LossStep:
        """Operations that write the loss of what a mask keeps, and its gradient, by the reduction that is set.

        As Keras' sum_over_batch_size, mean_with_sample_weight and sum.
        """
        before: Calls = ()
        if mask is not None and mask.ndim < cell.prediction.ndim:
            before, cell = cell.only(mask, shared=self.reduction == "mean")
        if self.reduction == "weighted mean":
            shares, cell = cell.balanced()
            before = (*before, *shares)
        if self.reduction != "sum":
            step = self.bind(cell)
            return step._replace(forward=(*before, *step.forward))
        step = self.bind(replace(cell, scale=cell.scale * cell.answers))
        cell.value.count /= cell.answers
        return step._replace(forward=(*before, *step.forward))

    def added(self, answers: int) -> int:
        """How many of so many answers' losses add up to the value: what it is divided by to be shown as a mean."""
        return max(1, answers) if self.reduction == "sum" else 1

    def target_size(self, size: int) -> int:
        """Numbers in the last axis of the truth where the prediction has `size` there."""
        return size

    def admits(self, truth: Array, size: int, low: float, high: float) -> Array:  # noqa: ARG002
        """Where the truth is one that can be learned: as far as the task's truths go, or down to what must be reached.

        `size` counts the numbers in the last axis of the prediction.
        """
        return np.isfinite(truth) & (truth >= min(low, self.reach[0])) & (truth <= high)

    def refusal(self, size: int) -> str:  # noqa: ARG002
        """Why it cannot judge predictions with `size` numbers in the last axis, and what to do; empty where it can."""
        return ""

    def value(
        self,
        source: Array,
        target: Array,
        *,
        on_logits: bool = False,
        row_weights: Array | None = None,
    ) -> float:
        """The loss of (rows, ..., size) predictions (or logits) and targets, each row by its weight."""
        prediction, logits = (np.empty_like(source), source) if on_logits else (source, None)
        value = Mean(source.dtype)
        cell = LossCell(prediction, target, value, None, logits=logits, row_weights=row_weights)
        step = self.reduce(cell)
        for operation in (*step.predict, *step.forward):
            operation()
        return float(value)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def residual(cell: LossCell, target: Array, count: int) -> Calls:
    """dL/dz = (p - t) / count: what every loss comes to on the logits of the activation that it absorbs."""
    if cell.gradient is None:
        return ()
    return (
        call(np.subtract, cell.prediction, target, cell.gradient),
        *cell.slope(cell.gradient, 1 / count),
    )


def smoothed(cell: LossCell, amount: float, classes: int) -> tuple[Calls, Array]:
    """Operations that write t (1 - amount) + amount / classes, and where; just the truth for an amount of 0."""
    if not amount:
        return (), cell.target
    t = cell.buffer(*cell.target.shape)
    return (
        call(np.multiply, cell.target, number(1 - amount, t), t),
        call(np.add, t, number(amount / classes, t), t),
    ), t


def raised(base: Array, exponent: float, out: Array) -> Calls:
    """Operations that write base^exponent for numbers from 0 up."""
    if exponent == 1:
        return (call(np.copyto, out, base),)
    if exponent == 2:
        return (call(np.square, base, out),)
    return (call(np.power, base, number(exponent, base), out),)
