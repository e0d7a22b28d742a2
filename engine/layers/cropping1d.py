"""The ends of a sequence cut off."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.margins import Cropping


@dataclass(frozen=True)
class Cropping1D(Cropping):
    """Cuts steps off both ends of a sequence.

    (steps, channels) -> (steps - before - after, channels)
    """

    title = "Cropping 1D"
    rank = 1
    listed = 75
    aliases = ("crop1dLayer", "trim", "slice")

    cropping: tuple[int, ...] = setting(
        (1, 1), "How many steps are cut off: one number for both ends, or before, after.", low=0, high=10_000
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same at both ends, at one end alone, and nowhere."""
        return (
            Sample(cls(), ((4, 2),)),
            Sample(cls(cropping=(0, 2)), ((3, 1),)),
            Sample(cls(cropping=(0,)), ((3, 2),)),
        )
