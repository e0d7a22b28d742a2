"""Where the table enters the network."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from engine.declare import AUTO, SettingError, setting
from engine.layers.base import Cell, Fix, Hints, Layer, Sample, Shape, ShapeError, Step


@dataclass(frozen=True)
class Input(Layer):
    """Where the data enters: it stands for columns of the table and hands on their numbers, row by row.

    y = the prepared columns of one row
    Its shape follows from the columns. A shape set by hand arranges the same numbers otherwise: 64 columns as
    (8, 8, 1).
    """

    listed = 0
    family = "data"
    inputs = ()
    aliases = ("InputLayer", "featureInput", "imageInput", "sequenceInput", "placeholder")

    columns: tuple[str, ...] = setting(
        (), "The columns that it stands for; none named: every feature that no other Input names."
    )
    dimensions: tuple[int, ...] | Literal["auto"] = setting(
        AUTO, "The shape of one row.", low=1, auto="one number per prepared column"
    )

    def __post_init__(self) -> None:
        """Check that a shape set by hand has an axis."""
        super().__post_init__()
        if not self.dimensions:
            raise SettingError("Input: dimensions is empty, but must have at least one length, such as (4,).")

    def resolve(self, hints: Hints) -> Input:
        """With the shape that the columns give."""
        if self.dimensions == AUTO:
            if hints.feed is None:
                raise ShapeError(
                    hints.missing
                    or "No table is loaded, so the number of columns is not known. Open a table, or set the shape "
                    "of one row by hand."
                )
            return self.replace(dimensions=hints.feed.shape)
        held = prod(self.shape())
        if hints.feed is not None and held != prod(hints.feed.shape):
            raise ShapeError(
                f"The shape {self.dimensions} holds {held} numbers, but the columns give {prod(hints.feed.shape)}. "
                "Set the shape to automatic.",
                Fix("Set the shape to automatic", settings={"dimensions": AUTO}),
            )
        return self

    def shape(self, *inputs: Shape) -> Shape:  # noqa: ARG002
        """The shape of one row."""
        if isinstance(self.dimensions, str):
            raise ShapeError("The shape of one row is not settled yet.")
        return self.dimensions

    def bind(self, cell: Cell) -> Step:  # noqa: ARG002
        """Nothing to do: the rows are written into its output."""
        return Step()

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Of one axis and of three."""
        return (Sample(cls(dimensions=(4,)), ()), Sample(cls(dimensions=(8, 8, 1)), ()))
