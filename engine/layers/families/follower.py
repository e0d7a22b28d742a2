"""A layer that is worked off together with the one before it (engine.following)."""

from __future__ import annotations

import dataclasses
from typing import Any

from engine.layers.base import Array, Cell, Layer, Scratch, Step


def bound(layer: Layer, cell: Cell, rows: slice, scratch: Scratch) -> tuple[Step, Array, Array | None]:
    """A layer without weights, which handles every row by itself, bound to some rows of its cell.

    Returns the operations, and those rows of the cell's `y` and `dy`.
    """

    def some(array: Array | None) -> Any:
        return None if array is None else array[rows]

    part = dataclasses.replace(
        cell,
        x=tuple(some(x) for x in cell.x),
        y=some(cell.y),
        dy=some(cell.dy),
        dx=tuple(some(dx) for dx in cell.dx),
        masks=tuple(some(mask) for mask in cell.masks),
        made_mask=some(cell.made_mask),
        workspace=scratch,
    )
    return layer.bind(part), part.y, part.dy
