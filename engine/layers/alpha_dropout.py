"""Dropout that keeps mean and variance, for networks of SELU units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Call, Cell, Sample, Step, call, number
from engine.layers.families.dropping import Dropping, draw_kept, unchanged

FLOOR = -1.7580993408473766
"""What SELU comes down to far below zero: - scale alpha = -1.0507009873554805 * 1.6732632423543772."""


@dataclass(frozen=True)
class AlphaDropout(Dropping):
    """Sets numbers to SELU's lowest value at random while training, and keeps mean 0 and variance 1 as they were.

    training: y = a (x m + s (1 - m)) + b, with each m drawn as 0 with probability rate, else 1; s = -1.7581,
    a = ((1 - rate) (1 + rate s^2))^(-1/2), b = -a s rate
    afterwards: y = x
    Klambauer, Unterthiner, Mayr and Hochreiter 2017, "Self-Normalizing Neural Networks".
    """

    title = "Alpha dropout"
    aliases = ("AlphaDropout", "SELU dropout")
    listed = 50

    def bind(self, cell: Cell) -> Step:
        """y = (a x - a s) m + (b + a s), dx = dy a m; a new m for every forward pass in training."""
        if not cell.training or not self.rate:
            return unchanged(cell)
        a = ((1 - self.rate) * (1 + self.rate * FLOOR**2)) ** -0.5
        b = -a * FLOOR * self.rate
        kept, draw = draw_kept(cell, self.rate, self.drawn(cell.x[0].shape[1:]))
        y, factor = cell.y, number(a, cell.y)
        forward: tuple[Call, ...] = (
            *draw,
            call(np.multiply, cell.x[0], factor, y),
            call(np.subtract, y, number(a * FLOOR, y), y),
            call(np.multiply, y, kept, y),
            call(np.add, y, number(b + a * FLOOR, y), y),
        )
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        dx = cell.dx[0]
        return Step(forward, (call(np.multiply, cell.dy, kept, dx), call(np.multiply, dx, factor, dx)))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Half, a little along two axes, one fate for each column, and none."""
        return (
            Sample(cls(), ((6,),)),
            Sample(cls(rate=0.1), ((3, 4),)),
            Sample(cls(noise_shape=(1, 4)), ((3, 4),)),
            Sample(cls(rate=0.0), ((3,),)),
        )
