"""Whether two rows of numbers point the same way."""

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array, call, number
from engine.losses.base import EPSILON, Calls, Loss, LossCell, LossStep


@dataclass(frozen=True)
class CosineSimilarity(Loss):
    """Compares directions and forgets lengths: -1 where prediction and truth point the same way, 1 where opposite.

    With p' = p / max(|p|, 1e-7) and t' likewise: L = mean over rows of -sum(t' p')
    dL/dp = (sum(t' p') p' - t') / |p| / rows
    A row of zeros counts as 0, whatever the other is. PyTorch's CosineEmbeddingLoss is 1 plus this.
    Salton, Wong and Yang 1975, "A Vector Space Model for Automatic Indexing".
    """

    title = "Cosine similarity"
    aliases = ("CosineEmbeddingLoss", "cosine distance", "cosine proximity")
    tasks = ("regression", "multiclass", "multilabel")

    def refusal(self, size: int) -> str:
        """A single number has no direction."""
        if size > 1:
            return ""
        return (
            "Cosine similarity compares directions, which a single number does not have. Choose another loss."
        )

    def bind(self, cell: LossCell) -> LossStep:
        """Both unit rows are kept for the gradient."""
        truth, unit, part = cell.like(), cell.like(), cell.like()
        own, length, cosine = cell.per_answer(), cell.per_answer(), cell.per_answer()
        forward = (
            *_unit(cell.target, truth, own),
            *_unit(cell.prediction, unit, length),
            *cell.mean_product(truth, unit, -cell.answers),
        )
        backward = (
            call(np.vecdot, truth, unit, cosine[..., 0]),
            # A row shorter than 1e-7 was divided by just that, which does not change with it.
            call(np.greater, length, number(EPSILON, length), own),
            call(np.multiply, cosine, own, cosine),
            call(np.multiply, unit, cosine, part),
            call(np.subtract, part, truth, part),
            call(np.divide, part, length, part),
            *cell.slope(part, 1 / cell.answers),
        )
        return LossStep(forward, backward)


def _unit(x: Array, y: Array, length: Array) -> Calls:
    """Operations that write length = max(|x|, 1e-7) along the last axis (..., 1), and y = x / length."""
    return (
        call(np.vecdot, x, x, length[..., 0]),
        call(np.sqrt, length, length),
        call(np.maximum, length, number(EPSILON, length), out=length),
        call(np.divide, x, length, y),
    )
