"""The sum of several wires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.layers.base import Call, Cell, Finish, Index, Scratch, Shape, Step, call
from engine.layers.families.merging import Merging, total, wires


@dataclass(frozen=True)
class Add(Merging):
    """Adds up what its wires bring, number by number: the join of a shortcut past some layers.

    y = x1 + x2 + ...
    Shapes are equal, or lengths of 1 are repeated to fit.
    He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition".
    """

    aliases = ("additionLayer", "sum", "residual", "skip connection", "shortcut")
    listed = 0
    verb = "adds"
    writes_over_x = writes_over_dy = True

    def bind(self, cell: Cell) -> Step:
        """y = the sum; every dx = dy."""
        if cell.dy is None:
            return Step(tuple(total(cell)))
        dy, wanted = cell.dy, zip(wires(cell), cell.dx, strict=True)
        return Step(
            tuple(total(cell)), tuple(each for wire, dx in wanted if dx is not dy for each in wire.take(dy))
        )

    def finishes(self, *inputs: Shape) -> bool:
        """Where nothing is repeated."""
        return len(inputs) > 1 and len(set(inputs)) == 1

    def finish(self, cell: Cell) -> Finish:
        """y = the sum, for a part."""

        def part(index: Index, scratch: Scratch) -> Iterator[Call]:  # noqa: ARG001
            y = cell.y[index]
            first, *others = (y if x is cell.y else x[index] for x in cell.x)
            for other in others:
                yield call(np.add, first, other, y)
                first = y

        return Finish((), part)
