"""A sequence made longer."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import sequence
from engine.layers.families.upsampling import repeat


@dataclass(frozen=True)
class UpSampling1D(Layer):
    """Makes a sequence longer: every step is repeated.

    (steps, channels) -> (size steps, channels) with y[t] = x[t / size rounded down]
    """

    title = "Up-sampling 1D"
    listed = 65
    family = "convolution"
    aliases = ("Upsample", "UpSampling1D", "resize1dLayer", "interpolate", "repeat")
    backward_reads_x = backward_reads_y = False

    size: int = setting(2, "How many times each step is repeated.", low=1, high=1000)

    def shape(self, *inputs: Shape) -> Shape:
        """(steps, channels) -> (size steps, channels)."""
        steps, channels = sequence(inputs[0])
        return (steps * self.size, channels)

    def bind(self, cell: Cell) -> Step:
        """y repeats x; dx is the sum of dy over the copies."""
        return repeat(cell, 1, self.size)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Twice, three times, and once."""
        return (
            Sample(cls(), ((3, 2),)),
            Sample(cls(size=3), ((2, 1),)),
            Sample(cls(size=1), ((2, 2),)),
        )
