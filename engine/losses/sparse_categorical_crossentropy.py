"""The loss of answers that are one of several classes, told by their number."""

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from engine.activations.softmax import softmax
from engine.declare import AUTO, setting
from engine.layers.base import Array, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep
from engine.losses.categorical_crossentropy import row_sums


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(Loss):
    """Categorical cross-entropy for truths that are the number of the class: what to take when there are thousands.

    L = mean over rows of -ln q_t, with q = p / sum(p) kept between 1e-7 and 1 - 1e-7
    on logits z: L = mean over rows of ln(sum(e^z)) - z_t,  dL/dz = (softmax(z) - 1 at t) / rows
    t counts from 0, one for each row. Rows of an ignored class are left out of the mean: sum(w l) / rows that are not,
    where PyTorch divides by the sum of their weights.
    Bridle 1990, "Probabilistic Interpretation of Feedforward Classification Network Outputs".
    """

    title = "Sparse categorical cross-entropy"
    aliases = ("CrossEntropyLoss", "NLLLoss", "sparse softmax loss", "ignore_index")
    absorbs = "softmax"
    tasks = ("multiclass",)

    ignore_class: int | Literal["auto"] = setting(
        AUTO,
        "The number of a class that does not count, such as -1 for rows without a label.",
        low=-1_000_000,
        high=1_000_000,
        auto="none",
        advanced=True,
    )

    def target_size(self, size: int) -> int:  # noqa: ARG002
        """One: the number of the class."""
        return 1

    def admits(self, truth: Array, size: int, low: float, high: float) -> Array:  # noqa: ARG002
        """The numbers of the classes, and of the one that is ignored."""
        ignored = False if isinstance(self.ignore_class, str) else truth == self.ignore_class
        return np.asarray((truth >= 0) & (truth < size) & (truth == np.floor(truth)) | ignored)

    def bind(self, cell: LossCell) -> LossStep:
        """On logits or on the probabilities, as the cell says; weighed by what is not ignored."""
        if isinstance(self.ignore_class, str):
            return self._bind(cell)
        kept = np.empty(cell.target.shape[:-1], np.bool_)
        weigh, cell = cell.only(kept)
        ignored = number(self.ignore_class, cell.target)
        step = self._bind(cell)
        return step._replace(
            forward=(call(np.not_equal, cell.target[..., 0], ignored, kept), *weigh, *step.forward)
        )

    def _bind(self, cell: LossCell) -> LossStep:
        return _on_prediction(cell) if cell.logits is None else _on_logits(cell, cell.logits)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """The default, and with a class that is ignored."""
        return (cls(), cls(ignore_class=-1), cls(ignore_class=2))


def _on_logits(cell: LossCell, z: Array) -> LossStep:
    shifted, total, matched, part = cell.like(), cell.per_answer(), cell.per_answer(), cell.per_answer()
    find, place = _places(cell)
    spread, picked = cell.like(), cell.buffer(place.size)
    forward = (
        *find,
        call(shifted.reshape(-1).take, place, None, matched.reshape(-1), "clip"),
        call(np.log, total, part),
        call(np.subtract, part, matched, part),
        *cell.mean(part, cell.answers),
    )
    backward = (
        # The truth as one-hot would be 1 at just these places.
        call(np.copyto, spread, cell.prediction),
        call(spread.reshape(-1).take, place, None, picked, "clip"),
        call(np.subtract, picked, number(1, picked), picked),
        call(spread.reshape(-1).put, place, picked, "clip"),
        *cell.slope(spread, 1 / cell.answers),
    )
    return LossStep(forward, backward, softmax(z, cell.prediction, shifted, total))


def _on_prediction(cell: LossCell) -> LossStep:
    find, place = _places(cell)
    p, total, matched, safe, part = (cell.per_answer() for _ in range(5))
    spread, inside = cell.like(), np.empty(safe.shape, np.bool_)
    forward = (
        *find,
        call(cell.prediction.reshape(-1).take, place, None, p.reshape(-1), "clip"),
        *row_sums(cell.prediction, total),
        call(np.divide, p, total, matched),
        call(np.maximum, matched, number(EPSILON, safe), out=safe),
        call(np.minimum, safe, number(1 - EPSILON, safe), out=safe),
        call(np.log, safe, part),
        *cell.mean(part, -cell.answers),
    )
    backward = (
        # With q = p_t / sum(p): dL/dp = -(1 at t - q) / q / sum(p), flat where q was cut off
        call(np.equal, matched, safe, inside),
        call(np.divide, inside, total, part),
        call(np.copyto, spread, part),
        call(np.reciprocal, safe, p),
        call(np.subtract, number(1, p), p, p),
        call(np.multiply, p, part, p),
        call(spread.reshape(-1).put, place, p.reshape(-1), "clip"),
        *cell.slope(spread, 1 / cell.answers),
    )
    return LossStep(forward, backward)


def _places(cell: LossCell) -> tuple[Calls, Array]:
    """Operations that find where in the flat prediction the true class of each answer stands, and those places.

    A number that is no class is taken for the nearest.
    """
    classes = cell.prediction.shape[-1]
    place = np.empty(cell.target.size, np.intp)
    start = np.arange(cell.target.size) * classes
    return (
        call(np.copyto, place, cell.target.reshape(-1), "unsafe"),
        call(np.maximum, place, 0, out=place),
        call(np.minimum, place, classes - 1, out=place),
        call(np.add, place, start, place),
    ), place
