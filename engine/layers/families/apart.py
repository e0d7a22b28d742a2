"""Places along some axes handled by themselves, as if each were a row of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from math import prod

import numpy as np

from engine.layers.base import Array, Call, Cell, Shape, Step, call

Lay = Callable[..., Array]


def apart(cell: Cell, along: Sequence[int], bind: Callable[[Cell], Step]) -> Step:
    """What `bind` does to (rows, steps, numbers), with the axes of each row in `along` for steps, the others for rows.

    `along` are places in the shape of a row, whose last axis is that of the numbers. Arrays are copied only where those
    axes do not stand last.
    """
    there: list[Call] = []
    back: list[Call] = []
    there_again: list[Call] = []
    back_again: list[Call] = []

    def inner(array: Array, lay: Lay, before: list[Call] | None, after: list[Call] | None) -> Array:
        turned = array.transpose(_order(array.ndim, along))
        steps = prod(array.shape[1 + place] for place in along)
        shape = (array.size // (steps * array.shape[-1]), steps, array.shape[-1])
        if turned.flags.c_contiguous:
            return turned.reshape(shape)
        copy = lay(*shape)
        if before is not None:
            before.append(call(np.copyto, copy.reshape(turned.shape), turned))
        if after is not None:
            after.append(call(np.copyto, turned, copy.reshape(turned.shape)))
        return copy

    by_row = dataclasses.replace(
        cell,
        x=tuple(inner(x, cell.buffer, there, None) for x in cell.x),
        y=inner(cell.y, cell.scratch, None, back),
        dy=None if cell.dy is None else inner(cell.dy, cell.scratch, there_again, None),
        dx=tuple(None if dx is None else inner(dx, cell.scratch, None, back_again) for dx in cell.dx),
        # A mask is of the first axis: it says nothing where that is not the only one.
        masks=cell.masks if all(x.ndim == 3 for x in cell.x) else (),
    )
    step = bind(by_row)
    backward = () if cell.dy is None else (*there_again, *step.backward, *back_again)
    return Step((*there, *step.forward, *back), backward)


def _order(axes: int, along: Sequence[int]) -> Shape:
    """The batch, the axes that count as rows, those that count as steps, and the last."""
    rows = [axis for axis in range(1, axes - 1) if axis - 1 not in along]
    return (0, *rows, *(place + 1 for place in along), axes - 1)
