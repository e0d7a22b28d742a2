"""Forgetting at random, against learning by heart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Call, Cell, Layer, Sample, Step, call, number


@dataclass(frozen=True)
class Dropout(Layer):
    """Silences numbers at random while training, so that the network does not lean on any single one of them.

    training: y = x m / (1 - rate), with each m drawn as 0 with probability rate, else 1
    afterwards: y = x
    Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, "Dropout: A Simple Way to Prevent Neural
    Networks from Overfitting".
    """

    family = "regularisation"
    aliases = ("dropoutLayer", "drop out")
    passes_mask = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    rate: float = setting(0.5, "The share of numbers that are silenced.", low=0, high=0.99)

    def bind(self, cell: Cell) -> Step:
        """A new mask for every forward pass in training; the backward pass uses the same one."""
        x, y, dy, dx = cell.x[0], cell.y, cell.dy, cell.dx[0]
        if not cell.training or not self.rate:
            copy: tuple[Call, ...] = () if x is y else (call(np.copyto, y, x),)
            return Step(copy, () if dy is None or dx is None or dx is dy else (call(np.copyto, dx, dy),))
        mask = cell.buffer(*y.shape)
        forward = (
            call(cell.rng.random, None, y.dtype, mask),
            # u is even in [0, 1): floor(u + 1 - rate) is 1 with probability 1 - rate, else 0.
            call(np.add, mask, number(1 - self.rate, y), mask),
            call(np.floor, mask, mask),
            call(np.multiply, mask, number(1 / (1 - self.rate), y), mask),
            call(np.multiply, x, mask, y),
        )
        return Step(forward, () if dy is None or dx is None else (call(np.multiply, dy, mask, dx),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little along two axes, and nothing."""
        return (Sample(cls(), ((6,),)), Sample(cls(rate=0.1), ((3, 4),)), Sample(cls(rate=0.0), ((3,),)))
