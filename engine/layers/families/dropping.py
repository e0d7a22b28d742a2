"""What the layers share that drop or disturb numbers at random while training.

Random numbers are drawn in single precision whatever the engine computes in, so that a seed means the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.declare import AUTO, setting
from engine.layers.base import Array, Call, Cell, Fix, Layer, Shape, ShapeError, Step, call, number


@dataclass(frozen=True)
class Regularising(Layer):
    """The base of the layers that do something at random while training, and afterwards hand on what they read."""

    family = "regularisation"
    passes_mask = True
    rows_apart = True
    backward_reads_x = backward_reads_y = False
    writes_over_x = writes_over_dy = True


@dataclass(frozen=True)
class Dropping(Regularising):
    """The base of the layers that drop numbers, with the shape of what is drawn."""

    rate: float = setting(0.5, "The share of numbers that are silenced.", low=0, high=0.99)
    noise_shape: tuple[int, ...] | Literal["auto"] = setting(
        AUTO,
        "What is drawn for a row: a length of 1 where all numbers along that axis share one fate.",
        low=1,
        auto="each number by itself",
        advanced=True,
    )

    def shape(self, *inputs: Shape) -> Shape:
        """The same shape."""
        drawn = self.drawn(inputs[0])
        fits = len(drawn) == len(inputs[0]) and all(
            length in (1, whole) for length, whole in zip(drawn, inputs[0], strict=True)
        )
        if not fits:
            raise ShapeError(
                f"It draws the shape {drawn} for rows of the shape {inputs[0]}. Each length must be that of the row, "
                "or 1 where one fate is shared.",
                Fix("Draw each number by itself", settings={"noise_shape": AUTO}),
            )
        return inputs[0]

    def drawn(self, shape: Shape) -> Shape:
        """The shape of what is drawn for a row."""
        return shape if isinstance(self.noise_shape, str) else self.noise_shape


def unchanged(cell: Cell) -> Step:
    """y = x, dx = dy."""
    x, y, dx, dy = cell.x[0], cell.y, cell.dx[0], cell.dy
    forward: tuple[Call, ...] = () if x is y else (call(np.copyto, y, x),)
    return Step(forward, () if dy is None or dx is None or dx is dy else (call(np.copyto, dx, dy),))


def draw_kept(cell: Cell, rate: float, drawn: Shape) -> tuple[Array, tuple[Call, ...]]:
    """Which numbers are kept, each with probability 1 - rate, and the operations that draw it anew."""
    even = cell.scratch(cell.batch, *drawn, dtype=np.float32)
    kept = cell.buffer(cell.batch, *drawn, dtype=np.bool_)
    return kept, (
        call(cell.rng.random, None, np.float32, even),
        call(np.greater_equal, even, number(rate, even), kept),
    )


def drop(cell: Cell, rate: float, drawn: Shape) -> Step:
    """training: y = x kept / (1 - rate), dx = dy kept / (1 - rate); afterwards y = x."""
    if not cell.training or not rate:
        return unchanged(cell)
    kept, draw = draw_kept(cell, rate, drawn)
    scale = number(1 / (1 - rate), cell.y)

    def scaled(source: Array, out: Array) -> Iterator[Call]:
        yield call(np.multiply, source, kept, out)
        yield call(np.multiply, out, scale, out)

    forward = (*draw, *scaled(cell.x[0], cell.y))
    if cell.dy is None or cell.dx[0] is None:
        return Step(forward)
    return Step(forward, tuple(scaled(cell.dy, cell.dx[0])))
