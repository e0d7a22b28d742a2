"""The same numbers in another arrangement."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engine.declare import SettingError, setting
from engine.layers.base import Fix, Layer, Sample, Shape, ShapeError


@dataclass(frozen=True)
class Reshape(Layer):
    """Arranges the numbers of a row otherwise, 64 in a line as an 8 by 8 square; it changes none of them.

    (a, b, ...) -> (c, d, ...) with a b ... = c d ..., the last axis running fastest
    One length may be -1: it becomes what is left.
    """

    listed = 30
    view = True
    aliases = ("view", "unflatten")

    target_shape: tuple[int, ...] = setting(
        (-1,), "The new shape of one row; -1 stands for what is left.", label="shape", low=-1
    )

    def __post_init__(self) -> None:
        """Check that there is a length for every axis, and one open length at most."""
        super().__post_init__()
        if not self.target_shape or 0 in self.target_shape or self.target_shape.count(-1) > 1:
            raise SettingError(
                f"Reshape: shape is {self.target_shape}, but must be lengths of at least 1, of which one may be -1 "
                "for what is left."
            )

    def shape(self, *inputs: Shape) -> Shape:
        """Any shape -> the target shape, if the numbers fill it."""
        size = prod(inputs[0])
        known = prod(length for length in self.target_shape if length != -1)
        if -1 in self.target_shape:
            if size % known:
                raise ShapeError(
                    f"The shape {inputs[0]} holds {size} numbers, which do not divide by {known} and so cannot be "
                    f"arranged as {self.target_shape}. Set lengths that divide {size}.",
                    Fix("Arrange in one line", settings={"target_shape": (-1,)}),
                )
            return tuple(size // known if length == -1 else length for length in self.target_shape)
        if size != known:
            raise ShapeError(
                f"The shape {inputs[0]} holds {size} numbers, but {self.target_shape} needs {known}. Set lengths whose "
                f"product is {size}, or set one of them to -1.",
                self._open(size),
            )
        return self.target_shape

    def _open(self, size: int) -> Fix:
        """The same shape with its first length left open where that fits, else one line."""
        rest = self.target_shape[1:]
        mended = (-1, *rest) if size % prod(rest) == 0 else (-1,)
        return Fix(f"Set the shape to {mended}", settings={"target_shape": mended})

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """A line, a square, and one with a length left open."""
        return (
            Sample(cls(), ((2, 3),)),
            Sample(cls(target_shape=(2, 2)), ((4,),)),
            Sample(cls(target_shape=(3, -1, 2)), ((12,),)),
        )
