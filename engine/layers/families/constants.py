"""Settings that are one number for all, or one for each place along an axis."""

from __future__ import annotations

import numpy as np

from engine.layers.base import Array, Fix, Shape, ShapeError
from engine.layers.families.normalising import places


def check_length(setting: str, numbers: tuple[float, ...], shape: Shape, axis: int) -> None:
    """Raise ShapeError where there are neither one nor as many numbers as a row has places along the axis."""
    length = 1 if len(numbers) == 1 else shape[places((axis,), shape)[0]]
    if len(numbers) != length:
        raise ShapeError(
            f"Its {setting} has {len(numbers)} numbers, but there are {length} places along axis {axis} of the shape "
            f"{shape}. Give one number for all, or {length}.",
            Fix(f"Keep the first {setting}", settings={setting: numbers[:1]}) if numbers else None,
        )


def along(numbers: tuple[float, ...], like: Array, axis: int) -> Array:
    """The numbers as an array that fits `like`, a batch, by broadcasting; in its dtype."""
    if len(numbers) == 1:
        return np.array(numbers[0], like.dtype)
    place = places((axis,), like.shape[1:])[0]
    return np.array(numbers, like.dtype).reshape(-1, *(1,) * (like.ndim - place - 2))
