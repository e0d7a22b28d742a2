"""Zeros before and after a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import sequence
from engine.layers.families.margins import Margins, grown, pad, read_margins


@dataclass(frozen=True)
class ZeroPadding1D(Layer):
    """Adds steps of zeros before and after a sequence, so that a convolution can reach its ends.

    (steps, channels) -> (before + steps + after, channels)
    """

    title = "Zero padding 1D"
    family = "convolution"
    aliases = ("ZeroPad1d", "ConstantPad1d", "pad")
    backward_reads_x = backward_reads_y = False

    padding: tuple[int, ...] = setting(
        (1,), "How many steps are added: one number for both ends, or before, after.", low=0, high=10_000
    )

    def __post_init__(self) -> None:
        """Check that there is a number for both ends, or one for each."""
        super().__post_init__()
        self._margins()

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, channels) -> (before + steps + after, channels)."""
        return grown(sequence(inputs[0]), self._margins())

    def bind(self, cell: Cell) -> Step:
        """x in the middle of y, zeros around it; dx is the middle of dy."""
        return pad(cell, self._margins())

    def _margins(self) -> Margins:
        return read_margins(self.label(), "padding", self.padding, 1)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same at both ends, at one end alone, and nowhere."""
        return (
            Sample(cls(), ((3, 2),)),
            Sample(cls(padding=(0, 2)), ((2, 1),)),
            Sample(cls(padding=(0,)), ((3, 2),)),
        )
