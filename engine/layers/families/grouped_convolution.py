"""What Conv1D and Conv2D share: filters that join all channels, or those of their group."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.convolution.window import Window
from engine.declare import setting
from engine.layers.base import Fix, Shape, ShapeError, Weight
from engine.layers.families.convolution import Convolution, Filters


@dataclass(frozen=True)
class GroupedConvolution(Convolution, Filters):
    """The base of Conv1D and Conv2D."""

    groups: int = setting(
        1,
        "Into how many parts the channels are split, each with filters of its own.",
        low=1,
        high=100_000,
        advanced=True,
    )

    def window(self, shape: Shape) -> Window:
        """How the kernel slides. Raises ShapeError where it does not fit, or the groups do not divide."""
        height, width = self.slid(shape)
        channels = shape[-1]
        if channels % self.groups or self.filters % self.groups:
            most = math.gcd(channels, self.filters)
            raise ShapeError(
                f"Its {self.groups} groups do not divide both the {channels} channels that it reads and its "
                f"{self.filters} filters. Set groups to {most} or another number that divides both.",
                Fix(f"Set groups to {most}", settings={"groups": most}),
            )
        return Window(height, width, channels, self.filters, self.groups)

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """kernel (places..., channels / groups, filters) and bias (filters,)."""
        return (self.kernel(inputs[0][-1] // self.groups, self.filters), *self.biases(self.filters))
