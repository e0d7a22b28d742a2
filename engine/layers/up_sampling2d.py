"""A picture made larger."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import SettingError, setting
from engine.layers.base import Cell, Layer, Sample, Shape, Step
from engine.layers.families.grid import picture
from engine.layers.families.upsampling import KERNELS, interpolate, repeat


@dataclass(frozen=True)
class UpSampling2D(Layer):
    """Makes a picture larger: its numbers are repeated, or new ones are reckoned between them.

    nearest: y[p, q] = x[p / height, q / width], rounded down
    else: y[p, q] = sum over i, j of k(p' - i) k(q' - j) x[i, j], p' = (p + 1/2) / height - 1/2 and q' likewise, k a
    kernel that falls with the distance (bilinear: in a straight line), its weights brought to a sum of 1
    """

    title = "Up-sampling 2D"
    listed = 60
    family = "convolution"
    aliases = ("Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d", "resize2dLayer", "interpolate")
    backward_reads_x = backward_reads_y = False

    size: tuple[int, ...] = setting(
        (2, 2), "How many times larger: height, width, or one number for both.", low=1, high=1000
    )
    interpolation: str = setting(
        "nearest", "What stands between the numbers that there are.", choices=("nearest", *KERNELS)
    )

    def __post_init__(self) -> None:
        """Check that there is a number for each axis, or one for both."""
        super().__post_init__()
        if len(self.size) not in (1, 2):
            raise SettingError(
                f"{self.label()}: size is {self.size}, but must be two numbers (height, width), or one for both."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """(height, width, channels) -> the same times size."""
        height, width, channels = picture(inputs[0])
        down, across = self._factors
        return (height * down, width * across, channels)

    @property
    def _factors(self) -> tuple[int, int]:
        return self.size[0], self.size[-1]

    def bind(self, cell: Cell) -> Step:
        """y takes from x, and dx from dy, by the same weights."""
        if self.interpolation == "nearest":
            return repeat(cell, *self._factors)
        return interpolate(cell, *self._factors, KERNELS[self.interpolation])

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Twice, another number for each axis, and every kernel."""
        return (
            Sample(cls(), ((2, 3, 2),)),
            Sample(cls(size=(1, 3)), ((2, 2, 1),)),
            *(Sample(cls(size=(3, 2), interpolation=kernel), ((3, 2, 2),)) for kernel in KERNELS),
            Sample(cls(size=(2,), interpolation="bilinear"), ((1, 3, 1),)),
        )
