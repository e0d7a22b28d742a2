"""The border of a picture cut off."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.margins import Cropping


@dataclass(frozen=True)
class Cropping2D(Cropping):
    """Cuts rows and columns off the border of a picture.

    (height, width, channels) -> (height - top - bottom, width - left - right, channels)
    """

    title = "Cropping 2D"
    aliases = ("crop2dLayer", "CenterCrop", "trim", "slice")
    listed = 70

    cropping: tuple[int, ...] = setting(
        (0, 0),
        "How many rows and columns are cut off: one number for all sides, two (height, width), or top, bottom, left, "
        "right.",
        low=0,
        high=10_000,
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Nothing, the width alone, and another number on each side."""
        return (
            Sample(cls(), ((2, 3, 2),)),
            Sample(cls(cropping=(0, 1)), ((2, 3, 2),)),
            Sample(cls(cropping=(1, 0, 0, 2)), ((3, 4, 1),)),
        )
