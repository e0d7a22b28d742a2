"""The axes of a row in another order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import SettingError, setting
from engine.layers.base import Cell, Fix, Layer, Sample, Shape, ShapeError, Step, call


@dataclass(frozen=True)
class Permute(Layer):
    """Puts the axes of a row in another order: 5 steps of 3 numbers become 3 steps of 5.

    y[j, i] = x[i, j] with the order 2, 1
    The order counts axes from 1, the first after the rows of the batch.
    """

    aliases = ("transpose", "swapaxes", "permuteLayer")
    listed = 50
    backward_reads_x = backward_reads_y = False

    dims: tuple[int, ...] = setting(
        (2, 1),
        "Which axis of the input comes first, second and so on; axes count from 1.",
        label="order",
        low=1,
    )

    def __post_init__(self) -> None:
        """Check that every axis is named once."""
        super().__post_init__()
        if not self.dims or sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise SettingError(
                f"{self.label()}: order is {self.dims}, but must name every axis once, counted from 1."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The lengths in the new order."""
        if len(inputs[0]) != len(self.dims):
            axes = tuple(range(1, len(inputs[0]) + 1))
            raise ShapeError(
                f"The order {self.dims} is one of {len(self.dims)} axes, but the shape {inputs[0]} has "
                f"{len(inputs[0])}. Name every axis once.",
                Fix(f"Set the order to {axes}", settings={"dims": axes}) if axes else None,
            )
        return tuple(inputs[0][axis - 1] for axis in self.dims)

    def bind(self, cell: Cell) -> Step:
        """y is x seen along other axes, dx is dy seen back."""
        order = (0, *self.dims)
        forward = (call(np.copyto, cell.y, cell.x[0].transpose(order)),)
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        return Step(forward, (call(np.copyto, cell.dx[0].transpose(order), cell.dy),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two axes swapped, three turned round, and one that stays."""
        return (
            Sample(cls(), ((2, 3),)),
            Sample(cls(dims=(3, 1, 2)), ((2, 3, 4),)),
            Sample(cls(dims=(1,)), ((4,),)),
        )
