"""Zeros before and after a sequence."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.margins import Padding


@dataclass(frozen=True)
class ZeroPadding1D(Padding):
    """Adds steps of zeros before and after a sequence, so that a convolution can reach its ends.

    (steps, channels) -> (before + steps + after, channels)
    """

    title = "Zero padding 1D"
    rank = 1
    listed = 55
    aliases = ("ZeroPad1d", "ConstantPad1d", "pad")

    padding: tuple[int, ...] = setting(
        (1,), "How many steps are added: one number for both ends, or before, after.", low=0, high=10_000
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """The same at both ends, at one end alone, and nowhere."""
        return (
            Sample(cls(), ((3, 2),)),
            Sample(cls(padding=(0, 2)), ((2, 1),)),
            Sample(cls(padding=(0,)), ((3, 2),)),
        )
