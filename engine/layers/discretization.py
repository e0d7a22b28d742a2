"""Numbers sorted into bins."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from engine.declare import SettingError, setting
from engine.layers.base import Call, Cell, Layer, Sample, Shape, Step, call, number
from engine.layers.families.codes import MODES, encode, encoded_shape, without_slope


@dataclass(frozen=True)
class Discretization(Layer):
    """Sorts numbers into bins, so that the network can treat each range of them by itself.

    y = the number of boundaries that are not above x: with 0, 1 the bins are below 0, from 0 to below 1, from 1 up
    The bin's number can become zeros and ones at once, as OneHot does it. Whatever lies in one bin is alike, so no
    slope flows back.
    """

    listed = 50
    family = "data"
    aliases = ("binning", "bucketize", "digitize", "histogram", "quantize", "KBinsDiscretizer")
    backward_reads_x = backward_reads_y = False

    bin_boundaries: tuple[float, ...] = setting(
        (0.0,), "Where one bin ends and the next begins, in rising order.", label="boundaries"
    )
    output_mode: str = setting(
        "int",
        "The bin's number, or zeros and ones: a list for each number, or one for all numbers of a list.",
        label="output",
        choices=("int", *MODES),
    )

    def __post_init__(self) -> None:
        """Check that there are boundaries, and that they rise."""
        super().__post_init__()
        rising = all(low < high for low, high in itertools.pairwise(self.bin_boundaries))
        if not self.bin_boundaries or not rising:
            raise SettingError(
                f"Discretization: boundaries is {self.bin_boundaries}, but must be numbers in rising order."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape for bins' numbers; else a place for each bin, as OneHot has one for each token."""
        if self.output_mode == "int":
            return inputs[0]
        return encoded_shape(inputs[0], len(self.bin_boundaries) + 1, self.output_mode)

    def bind(self, cell: Cell) -> Step:
        """y = the sum of x >= b over the boundaries b; dx = 0."""
        x = cell.x[0]
        plain = self.output_mode == "int"
        bins = cell.y if plain else cell.scratch(*x.shape)
        above = cell.scratch(*x.shape, dtype=np.bool_)
        forward: list[Call] = [call(np.copyto, bins, number(0, bins))]
        for boundary in self.bin_boundaries:
            forward.append(call(np.greater_equal, x, number(boundary, x), above))
            forward.append(call(np.add, bins, above, bins))
        if not plain:
            forward += encode(bins, cell.y, self.output_mode, cell)
        return without_slope(tuple(forward), cell)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Bins' numbers, and zeros and ones in every mode."""
        return (
            Sample(cls(), ((4,),)),
            Sample(cls(bin_boundaries=(-0.5, 0.5), output_mode="one_hot"), ((2, 2),)),
            Sample(cls(bin_boundaries=(-1.0, 0.0, 1.5), output_mode="multi_hot"), ((3,),)),
            Sample(cls(output_mode="count"), ((2, 3),)),
        )
