"""Normalising each row by itself."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engine.declare import SettingError, setting
from engine.layers.base import Cell, Sample, Shape, Step, Weight
from engine.layers.families.normalising import Normalising, places, turned
from engine.layers.families.row_statistics import RowStatistics


@dataclass(frozen=True)
class LayerNormalization(Normalising):
    """Brings the numbers of each row to mean 0 and variance 1, then scales and shifts each as it learns to.

    y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of x along the axes
    It does the same in training and afterwards, whatever the other rows of the batch are.
    Ba, Kiros and Hinton 2016, "Layer Normalization".
    """

    title = "Layer normalization"
    aliases = ("LayerNorm", "layerNormalizationLayer", "normalisation")
    listed = 10

    axis: tuple[int, ...] = setting(
        (-1,), "Along which axes; -1 is the last, 1 the first.", label="axes", low=-8, high=8, advanced=True
    )

    def __post_init__(self) -> None:
        """Check that there is an axis."""
        super().__post_init__()
        if not self.axis:
            raise SettingError(
                f"{self.label()}: axes is empty, but must name at least one, such as -1 for the last."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        places(self.axis, inputs[0], (-1,))
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """gamma and beta, a number for each place along the axes."""
        return self.learned(tuple(inputs[0][place] for place in places(self.axis, inputs[0])))

    def bind(self, cell: Cell) -> Step:
        """Along the axes, for every place along the others."""
        shape = cell.x[0].shape[1:]
        along = places(self.axis, shape)
        length = prod(shape[place] for place in along)
        return turned(cell, along, lambda cell: RowStatistics(cell, length, self.epsilon, True).step())

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
