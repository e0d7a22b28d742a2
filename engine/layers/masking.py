"""Telling padding from data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step, call, number
from engine.layers.families.grid import sequence


@dataclass(frozen=True)
class Masking(Layer):
    """Tells the layers behind it which steps of a sequence are padding, so that they pass over them.

    A step is padding where all its numbers equal the mask value; there y = 0, elsewhere y = x
    """

    listed = 90
    family = "recurrent"
    aliases = ("mask", "padding", "pack_padded_sequence", "variable length")
    makes_mask = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True

    mask_value: float = setting(0.0, "The number that fills steps which are padding.")

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, features) -> the same."""
        return sequence(inputs[0])

    def bind(self, cell: Cell) -> Step:
        """mask[t] = any number of x[t] differs from the mask value; y = x mask, dx = dy mask."""
        x, y, dx = cell.x[0], cell.y, cell.dx[0]
        mask = cell.buffer(*x.shape[:2], dtype=np.bool_) if cell.made_mask is None else cell.made_mask
        differs = cell.scratch(*x.shape, dtype=np.bool_)
        forward = (
            call(np.not_equal, x, number(self.mask_value, x), differs),
            call(np.logical_or.reduce, differs, 2, None, mask),
            call(np.multiply, x, mask[:, :, None], y),
        )
        if cell.dy is None or dx is None:
            return Step(forward)
        return Step(forward, (call(np.multiply, cell.dy, mask[:, :, None], dx),))

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Zeros, and another number."""
        return (Sample(cls(), ((3, 2),)), Sample(cls(mask_value=-1.0), ((2, 3),)))
