"""Margins around the places of a map: what the layers share that add them or take them off.

The margins of a map are a pair for each axis but the last: how many places before it and how many after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.declare import SettingError
from engine.layers.base import Array, Call, Cell, Fix, Layer, Shape, ShapeError, Step, call, number
from engine.layers.families.grid import picture, sequence

Margins = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Framing(Layer):
    """The base of the layers with margins along each axis of a sequence (`rank` 1) or a picture (`rank` 2).

    `frame` names the setting that says how wide they are.
    """

    family = "convolution"
    backward_reads_x = backward_reads_y = False
    rank: ClassVar[int] = 2
    frame: ClassVar[str]

    def __post_init__(self) -> None:
        """Check that there is one number for all sides, or one for each axis or side."""
        super().__post_init__()
        self.margins()

    def margins(self) -> Margins:
        """The setting as margins."""
        return read_margins(self.label(), self.frame, getattr(self, self.frame), self.rank)

    def read(self, shape: Shape) -> Shape:
        """The shape, if it is that of a sequence or a picture. Raises ShapeError."""
        return sequence(shape) if self.rank == 1 else picture(shape)


@dataclass(frozen=True)
class Padding(Framing):
    """The base of the layers that put zeros around."""

    frame = "padding"

    def shape(self, *inputs: Shape) -> Shape:
        """(before + places + after along each axis, channels)."""
        return grown(self.read(inputs[0]), self.margins())

    def bind(self, cell: Cell) -> Step:
        """x in the middle of y, zeros around it; dx is the middle of dy."""
        return pad(cell, self.margins())


@dataclass(frozen=True)
class Cropping(Framing):
    """The base of the layers that cut off what lies outside."""

    frame = "cropping"

    def shape(self, *inputs: Shape) -> Shape:
        """(places - before - after along each axis, channels)."""
        return shrunk(self.label(), self.frame, self.read(inputs[0]), self.margins())

    def bind(self, cell: Cell) -> Step:
        """y is the middle of x; dy in the middle of dx, zeros around it."""
        return crop(cell, self.margins())


def read_margins(owner: str, name: str, given: tuple[int, ...], axes: int) -> Margins:
    """A setting as margins: one number for all sides, one for each axis, or one for each side in order.

    Raises SettingError where it has another length.
    """
    sides = 2 * axes
    if len(given) == 1:
        return ((given[0], given[0]),) * axes
    if len(given) == sides:
        return tuple((given[side], given[side + 1]) for side in range(0, sides, 2))
    if len(given) == axes:
        return tuple((each, each) for each in given)
    lengths = "1 or 2 numbers (before, after)" if axes == 1 else "1, 2 (height, width) or 4 numbers"
    order = "" if axes == 1 else " (top, bottom, left, right)"
    raise SettingError(f"{owner}: {name} is {given}, but must be {lengths}{order}.")


def grown(shape: Shape, margins: Margins) -> Shape:
    """The shape of a map with margins added around it."""
    places = (length + before + after for length, (before, after) in zip(shape, margins, strict=False))
    return (*places, shape[-1])


def shrunk(label: str, setting: str, shape: Shape, margins: Margins) -> Shape:
    """The shape of a map with margins taken off. Raises ShapeError where nothing is left."""
    places = [length - before - after for length, (before, after) in zip(shape, margins, strict=False)]
    if min(places) < 1:
        raise ShapeError(
            f"{label} takes all places of the shape {shape} and leaves none. Set {setting} to less.",
            Fix(f"Set {setting} to 0", settings={setting: (0,)}),
        )
    return (*places, shape[-1])


def pad(cell: Cell, margins: Margins) -> Step:
    """y is x with zeros around it, dx is dy without what lay there."""
    forward: tuple[Call, ...] = (
        *_clear(cell.y, margins),
        call(np.copyto, _inside(cell.y, margins), cell.x[0]),
    )
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    return Step(forward, (call(np.copyto, cell.dx[0], _inside(cell.dy, margins)),))


def crop(cell: Cell, margins: Margins) -> Step:
    """y is x without its margins, dx is dy with zeros around it."""
    forward = (call(np.copyto, cell.y, _inside(cell.x[0], margins)),)
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    dx = cell.dx[0]
    return Step(forward, (*_clear(dx, margins), call(np.copyto, _inside(dx, margins), cell.dy)))


def _inside(whole: Array, margins: Margins) -> Array:
    """The maps of a batch without their margins: a view."""
    places = (
        slice(before, length - after)
        for length, (before, after) in zip(whole.shape[1:], margins, strict=False)
    )
    return whole[(slice(None), *places)]


def _clear(whole: Array, margins: Margins) -> tuple[Call, ...]:
    """Operations that write zeros into the margins of a batch's maps, and nowhere else."""
    zero, calls = number(0, whole), list[Call]()
    for axis, (before, after) in enumerate(margins, 1):
        length = whole.shape[axis]
        for places in (slice(0, before), slice(length - after, length)):
            if places.start < places.stop:
                calls.append(call(np.copyto, whole[(slice(None),) * axis + (places,)], zero))
    return tuple(calls)
