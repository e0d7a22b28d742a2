"""Normalising each row by its mean square."""

from __future__ import annotations

from dataclasses import dataclass

from engine.declare import setting
from engine.initializers.ones import Ones
from engine.layers.base import Cell, Sample, Shape, Step, Weight
from engine.layers.families.normalising import AlongAxes
from engine.layers.families.row_statistics import RowStatistics


@dataclass(frozen=True)
class RMSNormalization(AlongAxes):
    """Brings the numbers of each row to a mean square of 1, then scales each as it learns to.

    y = scale x / sqrt(mean of x^2 + epsilon), the mean along the axes
    Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".
    """

    title = "RMS normalization"
    listed = 30
    family = "normalisation"
    aliases = ("RMSNorm", "root mean square", "normalisation")
    passes_mask = True
    rows_apart = True
    backward_reads_y = False
    writes_over_x = writes_over_dy = True

    epsilon: float = setting(
        1e-6, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
    )

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """scale, a number for each place along the axes."""
        return (Weight("scale", self.lengths(inputs[0]), Ones()),)

    def bind(self, cell: Cell) -> Step:
        """Along the axes, for every place along the others."""
        return self.bind_along(
            cell, lambda cell, length: RowStatistics(cell, length, self.epsilon, False, "scale").step()
        )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, for each step, along another axis and along several."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(epsilon=1e-3), ((2, 3),)),
            Sample(cls(axis=(1,)), ((3, 2),)),
            Sample(cls(axis=(1, -1)), ((2, 2, 3),)),
        )
