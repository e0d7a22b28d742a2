"""From any shape to a row of numbers."""

import math
from dataclasses import dataclass

from engine.layers.base import Layer, Sample, Shape


@dataclass(frozen=True)
class Flatten(Layer):
    """Lays all numbers of a row side by side, so that a Dense layer can read them.

    (a, b, c) -> (a b c), the last axis running fastest
    """

    listed = 20
    family = "core"
    view = True
    aliases = ("flattenLayer", "ravel")

    def shape(self, *inputs: Shape) -> Shape:
        """Any shape -> (its size,)."""
        return (math.prod(inputs[0]),)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Three axes, and one that stays."""
        return (Sample(cls(), ((2, 3, 2),)), Sample(cls(), ((4,),)))
