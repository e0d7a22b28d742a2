"""Rows that are sequences or pictures: what a layer says that reads them and gets something else."""

from __future__ import annotations

from math import isqrt, prod

from engine.layers.base import Fix, Shape, ShapeError
from engine.layers.reshape import Reshape

COLOURS = (1, 3)
"""Channels of usual pictures: grey, and red, green and blue."""


def sequence(shape: Shape) -> tuple[int, int]:
    """The shape as (steps, channels). Raises ShapeError with a Reshape that would make it one."""
    if len(shape) == 2:
        return shape[0], shape[1]
    mended = None
    if len(shape) == 1:
        mended = (shape[0], 1)
    elif len(shape) == 3:
        mended = (shape[0], prod(shape[1:]))
    raise _refusal("sequences (steps, channels)", shape, mended)


def picture(shape: Shape) -> tuple[int, int, int]:
    """The shape as (height, width, channels). Raises ShapeError with a Reshape that would make it one."""
    if len(shape) == 3:
        return shape[0], shape[1], shape[2]
    mended = None
    if len(shape) == 2:
        mended = (*shape, 1)
    elif len(shape) == 1:
        for colours in COLOURS:
            side = isqrt(shape[0] // colours)
            if mended is None and side * side * colours == shape[0]:
                mended = (side, side, colours)
    raise _refusal("pictures (height, width, channels)", shape, mended)


def _refusal(wanted: str, shape: Shape, mended: Shape | None) -> ShapeError:
    said = f"It reads {wanted}, but gets {shape}."
    if mended is None:
        return ShapeError(f"{said} Insert a Reshape to such a shape before it.")
    return ShapeError(
        f"{said} Insert a Reshape to {mended} before it.",
        Fix(f"Insert Reshape to {mended}", insert=Reshape(target_shape=mended)),
    )
