"""The border of a picture cut off."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import picture
from engine.layers.families.margins import Margins, crop, read_margins, shrunk


@dataclass(frozen=True)
class Cropping2D(Layer):
    """Cuts rows and columns off the border of a picture.

    (height, width, channels) -> (height - top - bottom, width - left - right, channels)
    """

    title = "Cropping 2D"
    family = "convolution"
    aliases = ("crop2dLayer", "CenterCrop", "trim", "slice")
    backward_reads_x = backward_reads_y = False

    cropping: tuple[int, ...] = setting(
        (0, 0),
        "How many rows and columns are cut off: one number for all sides, two (height, width), or top, bottom, left, "
        "right.",
        low=0,
        high=10_000,
    )

    def __post_init__(self) -> None:
        """Check that there are 1, 2 or 4 numbers."""
        super().__post_init__()
        self._margins()

    def shape(self, *inputs: Shape) -> Shape:
        """(height, width, channels) -> (height - top - bottom, width - left - right, channels)."""
        return shrunk(self.label(), "cropping", picture(inputs[0]), self._margins())

    def bind(self, cell: Cell) -> Step:
        """y is the middle of x; dy in the middle of dx, zeros around it."""
        return crop(cell, self._margins())

    def _margins(self) -> Margins:
        return read_margins(self.label(), "cropping", self.cropping, 2)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Nothing, the width alone, and another number on each side."""
        return (
            Sample(cls(), ((2, 3, 2),)),
            Sample(cls(cropping=(0, 1)), ((2, 3, 2),)),
            Sample(cls(cropping=(1, 0, 0, 2)), ((3, 4, 1),)),
        )
