"""Zeros around a picture."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import picture
from engine.layers.families.margins import Margins, grown, pad, read_margins


@dataclass(frozen=True)
class ZeroPadding2D(Layer):
    """Puts a frame of zeros around a picture, so that a convolution can reach its border.

    (height, width, channels) -> (top + height + bottom, left + width + right, channels)
    """

    title = "Zero padding 2D"
    family = "convolution"
    aliases = ("ZeroPad2d", "ConstantPad2d", "pad", "frame")
    backward_reads_x = backward_reads_y = False

    padding: tuple[int, ...] = setting(
        (1, 1),
        "How many rows and columns are added: one number for all sides, two (height, width), or top, bottom, left, "
        "right.",
        low=0,
        high=10_000,
    )

    def __post_init__(self) -> None:
        """Check that there are 1, 2 or 4 numbers."""
        super().__post_init__()
        self._margins()

    def shape(self, *inputs: Shape) -> Shape:
        """(height, width, channels) -> (top + height + bottom, left + width + right, channels)."""
        return grown(picture(inputs[0]), self._margins())

    def bind(self, cell: Cell) -> Step:
        """x in the middle of y, zeros around it; dx is the middle of dy."""
        return pad(cell, self._margins())

    def _margins(self) -> Margins:
        return read_margins(self.label(), "padding", self.padding, 2)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same on all sides, along the width alone, and another number on each side."""
        return (
            Sample(cls(), ((2, 3, 2),)),
            Sample(cls(padding=(0, 2)), ((2, 2, 1),)),
            Sample(cls(padding=(2, 0, 1, 3)), ((2, 1, 2),)),
        )
