"""The ends of a sequence cut off."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import sequence
from engine.layers.families.margins import Margins, crop, read_margins, shrunk


@dataclass(frozen=True)
class Cropping1D(Layer):
    """Cuts steps off both ends of a sequence.

    (steps, channels) -> (steps - before - after, channels)
    """

    title = "Cropping 1D"
    family = "convolution"
    aliases = ("crop1dLayer", "trim", "slice")
    backward_reads_x = backward_reads_y = False

    cropping: tuple[int, ...] = setting(
        (1, 1), "How many steps are cut off: one number for both ends, or before, after.", low=0, high=10_000
    )

    def __post_init__(self) -> None:
        """Check that there is a number for both ends, or one for each."""
        super().__post_init__()
        self._margins()

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, channels) -> (steps - before - after, channels)."""
        return shrunk(self.label(), "cropping", sequence(inputs[0]), self._margins())

    def bind(self, cell: Cell) -> Step:
        """y is the middle of x; dy in the middle of dx, zeros around it."""
        return crop(cell, self._margins())

    def _margins(self) -> Margins:
        return read_margins(self.label(), "cropping", self.cropping, 1)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same at both ends, at one end alone, and nowhere."""
        return (
            Sample(cls(), ((4, 2),)),
            Sample(cls(cropping=(0, 2)), ((3, 1),)),
            Sample(cls(cropping=(0,)), ((3, 2),)),
        )
