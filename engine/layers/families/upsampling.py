"""The maths of making maps larger: cells repeated, or new ones reckoned between them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.layers.base import Array, Call, Cell, Step, call

Kernel = Callable[[Array], Array]


def repeat(cell: Cell, height: int, width: int) -> Step:
    """Every cell `height` times down and `width` times across; dx is the sum of dy over a cell's copies.

    A sequence is a picture of one row.
    """
    x, y, dx = cell.x[0], cell.y, cell.dx[0]
    rows, columns, channels = (1, *x.shape[1:])[-3:]
    x = x.reshape(-1, rows, columns, channels)
    wide = cell.scratch(len(x), rows, columns, width, channels)
    copies = y.reshape(len(x), rows, height, *wide.shape[2:])
    forward = [call(np.copyto, wide[:, :, :, across], x) for across in range(width)]
    forward += [call(np.copyto, copies[:, :, down], wide) for down in range(height)]
    if cell.dy is None or dx is None:
        return Step(tuple(forward))
    slopes, dx = cell.dy.reshape(copies.shape), dx.reshape(x.shape)
    backward = [call(np.copyto, wide, slopes[:, :, 0])]
    backward += [call(np.add, wide, slopes[:, :, down], wide) for down in range(1, height)]
    backward.append(call(np.copyto, dx, wide[:, :, :, 0]))
    backward += [call(np.add, dx, wide[:, :, :, across], dx) for across in range(1, width)]
    return Step(tuple(forward), tuple(backward))


def interpolate(cell: Cell, height: int, width: int, kernel: Kernel) -> Step:
    """y = V x H^T for every channel, V and H the weights down and across; dx = V^T dy H."""
    x, y, dx, dy = cell.x[0], cell.y, cell.dx[0], cell.dy
    batch, rows, columns, channels = x.shape
    down = weights(rows, height, kernel).astype(x.dtype)
    across = weights(columns, width, kernel).astype(x.dtype)
    between = cell.scratch(batch, len(down), columns * channels)
    lines = between.reshape(-1, columns, channels)
    forward: tuple[Call, ...] = (
        call(np.matmul, down, x.reshape(batch, rows, -1), between),
        call(np.matmul, across, lines, y.reshape(-1, len(across), channels)),
    )
    if dy is None or dx is None:
        return Step(forward)
    return Step(
        forward,
        (
            call(np.matmul, across.T, dy.reshape(-1, len(across), channels), lines),
            call(np.matmul, down.T, between, dx.reshape(batch, rows, -1)),
        ),
    )


def weights(length: int, factor: int, kernel: Kernel) -> Array:
    """What each of length * factor new cells takes of each old one: (new, old), rows that sum to 1.

    Cells have their middles at halves, and what lies beyond an end does not count (half-pixel centres, as
    TensorFlow and JAX resize pictures).
    """
    middles = (np.arange(length * factor) + 0.5) / factor - 0.5
    table = kernel(np.abs(middles[:, None] - np.arange(length)))
    normed: Array = table / table.sum(axis=1, keepdims=True)
    return normed


def linear(distance: Array) -> Array:
    """Falls from 1 to 0 within one cell."""
    falling: Array = np.maximum(0, 1 - distance)
    return falling


def cubic(d: Array) -> Array:
    """Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing", with a = -1/2."""
    near = (1.5 * d - 2.5) * d**2 + 1
    far = ((-0.5 * d + 2.5) * d - 4) * d + 2
    return np.where(d < 1, near, np.where(d < 2, far, 0))


def lanczos(reach: int) -> Kernel:
    """sinc(d) sinc(d / reach) within the reach."""
    return lambda distance: np.where(distance < reach, np.sinc(distance) * np.sinc(distance / reach), 0)


KERNELS: dict[str, Kernel] = {
    "bilinear": linear,
    "bicubic": cubic,
    "lanczos3": lanczos(3),
    "lanczos5": lanczos(5),
}
"""How much a new cell takes of an old one, by their distance in old cells."""
