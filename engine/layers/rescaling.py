"""Numbers brought to another scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step, call
from engine.layers.families.constants import along, check_length


@dataclass(frozen=True)
class Rescaling(Layer):
    """Multiplies numbers by a factor and adds an offset: pictures of 0 to 255 become numbers from 0 to 1.

    y = x scale + offset
    One number holds for all, several for one place each along the last axis, such as the channels of a picture.
    """

    listed = 20
    family = "data"
    aliases = ("scale", "offset", "affine", "normalize", "1/255", "imageInput", "MinMaxScaler")
    passes_mask = True
    rows_apart = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    scale: tuple[float, ...] = setting((1 / 255,), "What each number is multiplied by.")
    offset: tuple[float, ...] = setting((0.0,), "What is added afterwards.")

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        check_length("scale", self.scale, inputs[0], -1)
        check_length("offset", self.offset, inputs[0], -1)
        return inputs[0]

    def bind(self, cell: Cell) -> Step:
        """y = x scale + offset, dx = dy scale."""
        scale, offset = along(self.scale, cell.y, -1), along(self.offset, cell.y, -1)
        forward = (call(np.multiply, cell.x[0], scale, cell.y), call(np.add, cell.y, offset, cell.y))
        if cell.dy is None or cell.dx[0] is None:
            return Step(forward)
        return Step(forward, (call(np.multiply, cell.dy, scale, cell.dx[0]),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, with an offset, and with numbers for each channel."""
        return (
            Sample(cls(), ((3,),)),
            Sample(cls(scale=(2.0,), offset=(-1.0,)), ((2, 3),)),
            Sample(cls(scale=(1.0, 2.0, 3.0), offset=(0.1, 0.2, 0.3)), ((2, 2, 3),)),
        )
