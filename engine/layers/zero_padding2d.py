"""Zeros around a picture."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.margins import Padding


@dataclass(frozen=True)
class ZeroPadding2D(Padding):
    """Puts a frame of zeros around a picture, so that a convolution can reach its border.

    (height, width, channels) -> (top + height + bottom, left + width + right, channels)
    """

    title = "Zero padding 2D"
    aliases = ("ZeroPad2d", "ConstantPad2d", "pad", "frame")
    listed = 50

    padding: tuple[int, ...] = setting(
        (1, 1),
        "How many rows and columns are added: one number for all sides, two (height, width), or top, bottom, left, "
        "right.",
        low=0,
        high=10_000,
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same on all sides, along the width alone, and another number on each side."""
        return (
            Sample(cls(), ((2, 3, 2),)),
            Sample(cls(padding=(0, 2)), ((2, 2, 1),)),
            Sample(cls(padding=(2, 0, 1, 3)), ((2, 1, 2),)),
        )
