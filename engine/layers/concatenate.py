"""Several wires side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.layers.base import Array, Call, Cell, Fix, Layer, Port, Sample, Shape, ShapeError, Step, call
from engine.layers.flatten import Flatten


@dataclass(frozen=True)
class Concatenate(Layer):
    """Lays what its wires bring side by side, in the order of the wires, and hands on all of it.

    y = [x1, x2, ...] along the axis; all other lengths are equal
    The axis counts as in Keras: -1 is the last, 1 the first after the rows of the batch. Of sequences in a row, each
    step is padding where it was; of sequences beside each other, a step is real where any of them has a real one.
    """

    listed = 10
    family = "merge"
    inputs = (Port("x", many=True),)
    aliases = ("cat", "concat", "depthConcatenationLayer", "concatenationLayer", "join", "merge")
    joins_masks = True
    rows_apart = True
    backward_reads_x = backward_reads_y = False

    axis: int = setting(-1, "Along which axis; -1 is the last, 1 the first.", low=-8, high=8)

    def shape(self, *inputs: Shape) -> Shape:
        """Shapes that differ along the axis alone -> the shape with their lengths added up."""
        first = inputs[0]
        place = self._place(first)
        for wire, shape in enumerate(inputs):
            if len(shape) != len(first):
                raise ShapeError(
                    f"It lays wires of as many axes side by side, but its first wire brings the shape {first} and "
                    f"wire {wire + 1} brings {shape}. Put a Flatten before it.",
                    _flatten(first, shape, wire),
                )
            if _without(shape, place) != _without(first, place):
                raise ShapeError(
                    f"Its wires may differ along axis {self.axis} alone, but its first wire brings the shape {first} "
                    f"and wire {wire + 1} brings {shape}. Make the other lengths equal, or put a Flatten before each.",
                    Fix(f"Insert Flatten into wire {wire + 1}", insert=Flatten(), wire=wire),
                )
        total = sum(shape[place] for shape in inputs)
        return (*first[:place], total, *first[place + 1 :])

    def bind(self, cell: Cell) -> Step:
        """Copies each wire into its share of y, and its mask into that of the mask; copies its share of dy back."""
        place = self._place(cell.y.shape[1:]) + 1
        lengths = [x.shape[place] for x in cell.x]
        forward: tuple[Call, ...] = tuple(
            call(np.copyto, share, x)
            for share, x in zip(_shares(cell.y, lengths, place), cell.x, strict=True)
        )
        if cell.made_mask is not None:
            forward += _join(
                cell.made_mask, cell.masks, _shares(cell.made_mask, lengths, 1) if place == 1 else []
            )
        if cell.dy is None:
            return Step(forward)
        shares = _shares(cell.dy, lengths, place)
        return Step(
            forward,
            tuple(
                call(np.copyto, dx, share)
                for dx, share in zip(cell.dx, shares, strict=True)
                if dx is not None
            ),
        )

    def _place(self, shape: Shape) -> int:
        """The axis as a place in the shape of one row."""
        place = self.axis + len(shape) if self.axis < 0 else self.axis - 1
        if not 0 <= place < len(shape):
            raise ShapeError(
                f"There is no axis {self.axis} to join along in the shape {shape}. Set the axis to -1, the last.",
                Fix("Set the axis to -1", settings={"axis": -1}),
            )
        return place

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two lists, three along the last axis, two along the first, and one alone."""
        return (
            Sample(cls(), ((4,), (2,))),
            Sample(cls(), ((2, 3), (2, 1), (2, 2))),
            Sample(cls(axis=1), ((2, 3), (1, 3))),
            Sample(cls(), ((3,),)),
        )


def _join(made: Array, masks: Sequence[Array | None], shares: list[Array]) -> tuple[Call, ...]:
    """The operations that write a mask: each into its share of the steps, or where there is none, any of them."""
    told = [True if mask is None else mask for mask in masks]
    if shares:
        return tuple(call(np.copyto, share, mask) for share, mask in zip(shares, told, strict=True))
    first, *others = told
    return (call(np.copyto, made, first), *(call(np.logical_or, made, mask, made) for mask in others))


def _without(shape: Shape, place: int) -> Shape:
    return (*shape[:place], *shape[place + 1 :])


def _flatten(first: Shape, shape: Shape, wire: int) -> Fix:
    """A Flatten for the wire with more axes."""
    if len(shape) > len(first):
        return Fix(f"Insert Flatten into wire {wire + 1}", insert=Flatten(), wire=wire)
    return Fix("Insert Flatten into the first wire", insert=Flatten(), wire=0)


def _shares(whole: Array, lengths: list[int], place: int) -> list[Array]:
    """The parts of an array, of these lengths along an axis, as views."""
    shares, start = [], 0
    for length in lengths:
        shares.append(whole[(slice(None),) * place + (slice(start, start + length),)])
        start += length
    return shares
