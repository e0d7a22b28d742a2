"""What all layers share that join their wires number by number: the shape rule, its remedy, and what is broadcast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from engine.layers.base import (
    Array,
    Call,
    Cell,
    Fix,
    Layer,
    Port,
    Sample,
    Shape,
    ShapeError,
    Step,
    call,
    number,
)
from engine.layers.flatten import Flatten


@dataclass(frozen=True)
class Merging(Layer):
    """The base of the layers that join wires number by number. `verb` says in a sentence what it does.

    Lengths of 1 are repeated to fit, and axes that are missing are added in front, as in numpy and Keras.
    """

    family = "merge"
    inputs: ClassVar[tuple[Port, ...]] = (Port("x", many=True),)
    rows_apart = True
    merges = True
    backward_reads_x = backward_reads_y = False
    verb: ClassVar[str] = "joins"

    def shape(self, *inputs: Shape) -> Shape:
        """Equal shapes -> the same shape; lengths of 1 fit any other."""
        joined = inputs[0]
        for wire, shape in enumerate(inputs):
            fitted = _fit(joined, shape)
            if fitted is None:
                raise ShapeError(
                    f"It {self.verb} number by number, but its first wire brings the shape {inputs[0]} and wire "
                    f"{wire + 1} brings {shape}. Make both the same size, for example with a Dense of equal units "
                    "before each.",
                    _remedy(inputs[0], shape, wire),
                )
            joined = fitted
        return joined

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Two wires, three of two axes, one alone, a factor for each channel, and one with fewer axes."""
        return (
            Sample(cls(), ((4,), (4,))),
            Sample(cls(), ((2, 3), (2, 3), (2, 3))),
            Sample(cls(), ((3,),)),
            Sample(cls(), ((2, 2, 3), (1, 1, 3))),
            Sample(cls(), ((3,), (2, 1), (2, 3))),
        )


class Wire:
    """One of the arrays that are joined: `x`, which fits y by broadcasting, and where its slope goes.

    The backward pass writes the slope of y's shape into `slope`, if it is there, and `ending` follows.
    """

    def __init__(self, cell: Cell, x: Array, dx: Array | None, mask: Array | None) -> None:
        self._cell, self._mask, self._missing = cell, mask, (1,) * (cell.y.ndim - x.ndim)
        shape = (x.shape[0], *self._missing, *x.shape[1:])
        self.x = x.reshape(shape)
        self.dx = None if dx is None or cell.dy is None else dx.reshape(shape)
        self.repeated = tuple(axis for axis, length in enumerate(shape) if length != cell.y.shape[axis])
        self.padding: Array | None = None

    @cached_property
    def slope(self) -> Array | None:
        """dx itself, or as much passing memory as y has."""
        return self.dx if self.dx is None or not self.repeated else self._cell.scratch(*self._cell.y.shape)

    def ending(self) -> Iterator[Call]:
        """The operations that sum the slope over what was repeated."""
        if self.dx is not None and self.repeated:
            yield call(np.add.reduce, self.slope, self.repeated, None, self.dx, True)

    def take(self, slope: Array) -> Iterator[Call]:
        """The operations that make this, of y's shape, the slope."""
        if self.dx is not None and self.repeated:
            yield call(np.add.reduce, slope, self.repeated, None, self.dx, True)
        elif self.dx is not None:
            yield call(np.copyto, self.dx, slope)

    def stand_in(self, neutral: float) -> Iterator[Call]:
        """The operations that put a neutral number in x for every step that the mask says is padding."""
        if self._mask is None:
            return
        x, mask = self.x, self._mask
        self.x, padding = self._cell.buffer(*x.shape), self._cell.buffer(*mask.shape, dtype=np.bool_)
        channels = (1,) * (x.ndim - len(self._missing) - mask.ndim)
        self.padding = padding.reshape(x.shape[0], *self._missing, mask.shape[1], *channels)
        yield call(np.logical_not, mask, padding)
        yield call(np.copyto, self.x, x)
        yield call(np.copyto, self.x, number(neutral, x), where=self.padding)


def wires(cell: Cell) -> list[Wire]:
    """The wires of a cell, in order."""
    masks = cell.masks or (None,) * len(cell.x)
    return [Wire(cell, x, dx, mask) for x, dx, mask in zip(cell.x, cell.dx, masks, strict=True)]


def total(cell: Cell) -> list[Call]:
    """The operations that write the sum of all wires into y."""
    first, *others = wires(cell)
    if not others:
        return [] if cell.x[0] is cell.y else [call(np.copyto, cell.y, first.x)]
    forward = [call(np.add, first.x, others[0].x, cell.y)]
    return forward + [call(np.add, cell.y, other.x, cell.y) for other in others[1:]]


def all_padding(joined: Sequence[Wire], calls: list[Call]) -> Array | None:
    """Which steps are padding in every wire, and to `calls` the operations that tell; None where no step can be."""
    paddings = [wire.padding for wire in joined if wire.padding is not None]
    if len(paddings) < len(joined):
        return None
    found = np.empty(np.broadcast_shapes(*(padding.shape for padding in paddings)), np.bool_)
    calls.append(call(np.copyto, found, paddings[0]))
    calls += [call(np.logical_and, found, padding, found) for padding in paddings[1:]]
    return found


def best(cell: Cell, beats: np.ufunc, choose: np.ufunc, worst: float) -> Step:
    """y is the best of what the wires bring; dy goes to the wire that brought it, the first of equal ones.

    `beats` compares two arrays, `choose` takes the better number. A step that a wire's mask says is padding does not
    take part; where it is padding in all of them, y is the first.
    """
    first, *others = joined = wires(cell)
    unmasked = first.x
    forward = [operation for wire in joined for operation in wire.stand_in(worst)]
    forward.append(call(np.copyto, cell.y, first.x))
    won = [cell.buffer(*cell.y.shape, dtype=np.bool_) for _ in others]
    for wire, wins in zip(others, won, strict=True):
        forward.append(call(beats, wire.x, cell.y, wins))
        forward.append(call(choose, cell.y, wire.x, out=cell.y))
    nothing = all_padding(joined, forward)
    if nothing is not None:
        forward.append(call(np.copyto, cell.y, unmasked, where=nothing))
    if cell.dy is None:
        return Step(tuple(forward))
    backward = list[Call]()
    part = cell.scratch(*cell.y.shape)
    for wire, wins in reversed(list(zip(others, won, strict=True))):
        slope = part if wire.slope is None else wire.slope
        backward.append(call(np.copyto, slope, wins))
        backward.append(call(np.multiply, slope, cell.dy, slope))
        backward.append(call(np.subtract, cell.dy, slope, cell.dy))
        backward += wire.ending()
    return Step(tuple(forward), (*backward, *first.take(cell.dy)))


def _fit(one: Shape, other: Shape) -> Shape | None:
    """The shape of both joined; None where they do not fit."""
    axes = max(len(one), len(other))
    pairs = zip((1,) * (axes - len(one)) + one, (1,) * (axes - len(other)) + other, strict=True)
    lengths = [max(pair) if pair[0] == pair[1] or 1 in pair else None for pair in pairs]
    return None if None in lengths else tuple(length for length in lengths if length is not None)


def _remedy(first: Shape, shape: Shape, wire: int) -> Fix | None:
    """Equal units where only the last length differs; a Flatten where only one wire has several axes."""
    if first[:-1] == shape[:-1] and len(first) == len(shape):
        return Fix(f"Set the Dense before wire {wire + 1} to {first[-1]} units", units=first[-1], wire=wire)
    if len(first) == 1:
        return Fix(f"Insert Flatten into wire {wire + 1}", insert=Flatten(), wire=wire)
    if len(shape) == 1:
        return Fix("Insert Flatten into the first wire", insert=Flatten(), wire=0)
    return None
