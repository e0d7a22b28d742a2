"""The loss of support vector machines, squared."""

from dataclasses import dataclass
from math import inf

import numpy as np

from engine.layers.base import call
from engine.losses.base import Loss, LossCell, LossStep
from engine.losses.hinge import shortfall


@dataclass(frozen=True)
class SquaredHinge(Loss):
    """Hinge with what is lacking to the margin squared: smooth, and stricter with rows far on the wrong side.

    With s = 1 for yes and -1 for no: L = mean(max(0, 1 - s p)^2),  dL/dp = -2 s max(0, 1 - s p) / size
    The truth may be 0 and 1, or -1 and 1. The prediction is no probability: above 0 it means yes.
    Lee and Mangasarian 2001, "SSVM: A Smooth Support Vector Machine for Classification".
    """

    title = "Squared hinge"
    aliases = ("L2-SVM", "squared SVM")
    tasks = ("binary", "multilabel")
    last = "linear"
    bounds = (-inf, inf)
    reach = (-1.0, 1.0)

    def bind(self, cell: LossCell) -> LossStep:
        """What is lacking is kept for the gradient."""
        sign, lack, part = cell.like(), cell.like(), cell.like()
        forward = (*shortfall(cell, sign, lack), *cell.mean_product(lack, lack, cell.size))
        slope = call(np.multiply, lack, sign, part)
        return LossStep(forward, (slope, *cell.slope(part, -2 / cell.size)))
