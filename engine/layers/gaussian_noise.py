"""Noise added at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Sample, Step, call, number
from engine.layers.families.dropping import Regularising, unchanged


@dataclass(frozen=True)
class GaussianNoise(Regularising):
    """Adds noise to every number while training, so that the network does not rely on exact values.

    training: y = x + stddev e, with each e drawn from the normal distribution N(0, 1)
    afterwards: y = x
    """

    title = "Gaussian noise"
    aliases = ("noise", "jitter", "gaussianNoiseLayer")
    listed = 30

    stddev: float = setting(0.1, "How large the noise is: its standard deviation.", low=0, high=1e6)

    def bind(self, cell: Cell) -> Step:
        """New noise for every forward pass in training; dx = dy."""
        same = unchanged(cell)
        if not cell.training or not self.stddev:
            return same
        noise = cell.scratch(*cell.y.shape, dtype=np.float32)
        forward = (
            call(cell.rng.standard_normal, None, np.float32, noise),
            call(np.multiply, noise, number(self.stddev, noise), noise),
            call(np.add, cell.x[0], noise, cell.y),
        )
        return Step(forward, same.backward)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """A little, much, and none."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(stddev=2.0), ((2, 3),)),
            Sample(cls(stddev=0.0), ((3,),)),
        )
