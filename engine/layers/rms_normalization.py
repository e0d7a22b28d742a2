"""Normalising each row by its mean square."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engine.declare import SettingError, setting
from engine.initializers.ones import Ones
from engine.layers.base import Cell, Sample, Shape, Step, Weight, WeightedLayer
from engine.layers.families.normalising import places, turned
from engine.layers.families.row_statistics import RowStatistics


@dataclass(frozen=True)
class RMSNormalization(WeightedLayer):
    """Brings the numbers of each row to a mean square of 1, then scales each as it learns to.

    y = scale x / sqrt(mean of x^2 + epsilon), the mean along the axes
    Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".
    """

    title = "RMS normalization"
    listed = 30
    family = "normalisation"
    aliases = ("RMSNorm", "root mean square", "normalisation")
    passes_mask = True
    backward_reads_y = False
    writes_over_x = writes_over_dy = True

    axis: tuple[int, ...] = setting(
        (-1,), "Along which axes; -1 is the last, 1 the first.", label="axes", low=-8, high=8, advanced=True
    )
    epsilon: float = setting(
        1e-6, "Keeps the division away from zero.", low=1e-12, high=1, log=True, advanced=True
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
        """scale, a number for each place along the axes."""
        shape = tuple(inputs[0][place] for place in places(self.axis, inputs[0]))
        return (Weight("scale", shape, Ones()),)

    def bind(self, cell: Cell) -> Step:
        """Along the axes, for every place along the others."""
        shape = cell.x[0].shape[1:]
        along = places(self.axis, shape)
        length = prod(shape[place] for place in along)
        return turned(
            cell, along, lambda cell: RowStatistics(cell, length, self.epsilon, False, "scale").step()
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
