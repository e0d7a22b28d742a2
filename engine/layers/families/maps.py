"""Maps: rows of a batch whose numbers lie at places, (steps, channels) or (height, width, channels)."""

from __future__ import annotations

from engine.layers.base import Fix, Shape, ShapeError
from engine.layers.reshape import Reshape

AXES = {1: "(steps, channels)", 2: "(height, width, channels)"}
"""What the axes of a map are called, by the number of those along which its places lie."""


def check_map(label: str, shape: Shape, axes: int) -> None:
    """Raise ShapeError where the shape is not that of a map with this many axes of places."""
    if len(shape) == axes + 1:
        return
    if not shape:
        raise ShapeError(f"{label} reads {AXES[axes]}, but this is a single number.")
    mended = _as_map(shape, axes)
    raise ShapeError(
        f"{label} reads {AXES[axes]}, but gets the shape {shape}. Put a Reshape to {mended} before it.",
        Fix(f"Insert Reshape to {mended}", insert=Reshape(target_shape=mended)),
    )


def _as_map(shape: Shape, axes: int) -> Shape:
    """The same numbers as a map: an axis of one channel added, or all places along the axes that there are."""
    if len(shape) <= axes:
        return (*shape[:-1], *(1,) * (axes - len(shape)), shape[-1], 1)
    return (*shape[: axes - 1], -1, shape[-1])
