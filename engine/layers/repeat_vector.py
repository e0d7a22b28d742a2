"""One row of numbers as every step of a sequence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Fix, Layer, Sample, Shape, ShapeError, Step, call
from engine.layers.flatten import Flatten


@dataclass(frozen=True)
class RepeatVector(Layer):
    """Says the same numbers at every step of a sequence, so that a recurrent layer can unfold them again.

    (features,) -> (n, features) with y[t] = x
    """

    title = "Repeat vector"
    aliases = ("repeat", "tile", "expand")
    listed = 60
    backward_reads_x = backward_reads_y = False

    n: int = setting(2, "How many times.", label="times", low=1, high=100_000, log=True)

    def shape(self, *inputs: Shape) -> Shape:
        """(features,) -> (n, features)."""
        if len(inputs[0]) != 1:
            raise ShapeError(
                f"It repeats a list of numbers, but gets the shape {inputs[0]}. Put a Flatten before it.",
                Fix("Insert Flatten", insert=Flatten()),
            )
        return (self.n, *inputs[0])

    def bind(self, cell: Cell) -> Step:
        """y[t] = x, dx = sum of dy over t."""
        forward = (call(np.copyto, cell.y, cell.x[0][:, None]),)
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        return Step(forward, (call(np.add.reduce, cell.dy, 1, None, cell.dx[0]),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Twice, once, and five times."""
        return (Sample(cls(), ((3,),)), Sample(cls(n=1), ((2,),)), Sample(cls(n=5), ((1,),)))
