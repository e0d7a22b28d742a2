"""Normalising each row by itself."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Sample, Shape, Step, Weight
from engine.layers.families.normalising import AlongAxes, Normalising
from engine.layers.families.row_statistics import RowStatistics


@dataclass(frozen=True)
class LayerNormalization(AlongAxes, Normalising):
    """Brings the numbers of each row to mean 0 and variance 1, then scales and shifts each as it learns to.

    y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of x along the axes
    It does the same in training and afterwards, whatever the other rows of the batch are.
    Ba, Kiros and Hinton 2016, "Layer Normalization".
    """

    title = "Layer normalization"
    aliases = ("LayerNorm", "layerNormalizationLayer", "normalisation")
    rows_apart = True
    listed = 10

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """gamma and beta, a number for each place along the axes."""
        return self.learned(self.lengths(inputs[0]))

    def bind(self, cell: Cell) -> Step:
        """Along the axes, for every place along the others."""
        return self.bind_along(
            cell, lambda cell, length: RowStatistics(cell, length, self.epsilon, centred=True).step()
        )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain, for each step, along other and along several axes, and without what it learns."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(epsilon=1e-5), ((2, 3),)),
            Sample(cls(axis=(1,)), ((3, 2),)),
            Sample(cls(axis=(1, -1)), ((2, 2, 3),)),
            Sample(cls(axis=(1, 2), center=False), ((2, 3),)),
            Sample(cls(center=False, scale=False), ((3,),)),
        )
