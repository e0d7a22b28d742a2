"""The sum of several wires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Call, Cell, Fix, Layer, Port, Sample, Shape, ShapeError, Step, call
from engine.layers.flatten import Flatten


@dataclass(frozen=True)
class Add(Layer):
    """Adds up what its wires bring, number by number: the join of a shortcut past some layers.

    y = x1 + x2 + ...; all of one shape
    He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition".
    """

    family = "merge"
    inputs = (Port("x", many=True),)
    aliases = ("additionLayer", "sum", "residual", "skip connection", "shortcut")
    passes_mask = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    def shape(self, *inputs: Shape) -> Shape:
        """Equal shapes -> the same shape."""
        first = inputs[0]
        for wire, shape in enumerate(inputs):
            if shape != first:
                raise ShapeError(
                    f"It adds number by number, but its first wire brings the shape {first} and wire {wire + 1} "
                    f"brings {shape}. Make both the same size, for example with a Dense of equal units before each.",
                    _remedy(first, shape, wire),
                )
        return first

    def bind(self, cell: Cell) -> Step:
        """y = the sum; every dx = dy."""
        first, *others = cell.x
        forward: list[Call] = []
        for other in others:
            forward.append(call(np.add, first, other, cell.y))
            first = cell.y
        if first is not cell.y:
            forward.append(call(np.copyto, cell.y, first))
        if cell.dy is None:
            return Step(tuple(forward))
        wanted = [dx for dx in cell.dx if dx is not None and dx is not cell.dy]
        return Step(tuple(forward), tuple(call(np.copyto, dx, cell.dy) for dx in wanted))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two wires, three wires of two axes, and one alone."""
        return (
            Sample(cls(), ((4,), (4,))),
            Sample(cls(), ((2, 3), (2, 3), (2, 3))),
            Sample(cls(), ((3,),)),
        )


def _remedy(first: Shape, shape: Shape, wire: int) -> Fix | None:
    """Equal units where only the last length differs; a Flatten where only one wire has several axes."""
    if first[:-1] == shape[:-1] and len(first) == len(shape):
        return Fix(f"Set the Dense before wire {wire + 1} to {first[-1]} units", units=first[-1], wire=wire)
    if len(first) == 1:
        return Fix(f"Insert Flatten into wire {wire + 1}", insert=Flatten(), wire=wire)
    if len(shape) == 1:
        return Fix("Insert Flatten into the first wire", insert=Flatten(), wire=0)
    return None
