"""Factors drawn at random around 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Sample, Step, call, number
from engine.layers.families.dropping import Regularising, unchanged


@dataclass(frozen=True)
class GaussianDropout(Regularising):
    """Makes every number larger or smaller at random while training, as much as dropout of the same rate would.

    training: y = x e, with each e drawn from the normal distribution N(1, rate / (1 - rate))
    afterwards: y = x
    Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", section 10.
    """

    title = "Gaussian dropout"
    aliases = ("multiplicative noise", "noise")
    listed = 40

    rate: float = setting(0.5, "The rate of the dropout that it equals in strength.", low=0, high=0.99)

    def bind(self, cell: Cell) -> Step:
        """New factors for every forward pass in training; the backward pass uses the same ones."""
        if not cell.training or not self.rate:
            return unchanged(cell)
        factors = cell.buffer(*cell.y.shape, dtype=np.float32)
        stddev = math.sqrt(self.rate / (1 - self.rate))
        forward = (
            call(cell.rng.standard_normal, None, np.float32, factors),
            call(np.multiply, factors, number(stddev, factors), factors),
            call(np.add, factors, number(1, factors), factors),
            call(np.multiply, cell.x[0], factors, cell.y),
        )
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        return Step(forward, (call(np.multiply, cell.dy, factors, cell.dx[0]),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little, and none."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(rate=0.1), ((2, 3),)),
            Sample(cls(rate=0.0), ((3,),)),
        )
