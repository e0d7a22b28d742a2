"""A recurrent layer's work on a batch: one or two directions, each cut into parts of rows that run side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine import parallel
from engine.layers.base import Array, Call, Cell, Step, call, number
from engine.layers.families.dropping import draw_kept
from engine.layers.families.unrolled import Flow

if TYPE_CHECKING:
    from engine.layers.families.recurrence import Recurrence

LEAST = 8192
"""The least numbers of a state in a part: threads with smaller operations only wait for each other."""
BACKWARD = "backward_"
"""What the names of the second direction's weights begin with."""


def bind(layer: Recurrence, cell: Cell) -> Step:
    """The operations of all directions of a layer."""
    return _One(layer, cell).step() if layer.bidirectional == "off" else _Both(layer, cell).step()


class Direction:
    """One direction over a whole batch: its packed weights, its dropout, and its parts.

    y, dy and dx are in the direction's own order of steps, as the flows' are.
    """

    def __init__(
        self, layer: Recurrence, cell: Cell, backwards: bool, y: Array, dy: Array | None, dx: Array | None
    ) -> None:
        self._cell = cell
        second = backwards and layer.bidirectional != "off"
        size = layer.memories * layer.units
        part = slice(size, 2 * size) if second else slice(0, size)
        state = cell.x[1][:, part] if len(cell.x) > 1 else None
        dstate = None if state is None or cell.dx[1] is None else cell.dx[1][:, part]
        prefix = BACKWARD if second else ""
        weights, gradients = _named(cell.weights, prefix), _named(cell.gradients, prefix)
        self.packed = layer.pack(weights, gradients, cell)
        x, real = cell.x[0], cell.mask
        if backwards:
            x, real = x[:, ::-1], None if real is None else real[:, ::-1]
        self._draws: list[Call] = []
        keep_x = self._dropout(layer.dropout, x.shape[-1])
        keep_h = self._dropout(layer.recurrent_dropout, layer.units)
        zeros = layer.zero_output_for_mask or layer.bidirectional != "off"
        self.parts = [
            layer.unroll(
                self.packed,
                Flow(
                    x[rows],
                    y[rows],
                    None if dy is None else dy[rows],
                    None if dx is None else dx[rows],
                    None if real is None else real[rows],
                    zeros,
                    None if keep_x is None else keep_x[rows],
                    None if keep_h is None else keep_h[rows],
                    None if state is None else state[rows],
                    None if dstate is None else dstate[rows],
                    layer.return_state,
                ),
                cell,
            )
            for rows in parallel.shares(len(x), max(1, LEAST // layer.units))
        ]

    def _dropout(self, rate: float, size: int) -> Array | None:
        """What the numbers of a row are multiplied by at all steps: 0 with probability `rate`, else 1 / (1 - rate)."""
        if not rate or not self._cell.training:
            return None
        kept, draw = draw_kept(self._cell, rate, (size,))
        keep = self._cell.buffer(*kept.shape)
        self._draws += [*draw, call(np.multiply, kept, number(1 / (1 - rate), keep), keep)]
        return keep

    def before(self) -> Iterator[Call]:
        """Before the parts' forward passes: new masks, and the weights as they are now."""
        yield from self._draws
        yield from self.packed.pack()

    def after(self) -> Iterator[Call]:
        """After the parts' backward passes: their gradients summed, and written as the weights are laid out."""
        if not self.packed.gradients:
            return
        first, *others = (part.totals for part in self.parts)
        for other in others:
            for total, share in zip(first, other, strict=True):
                yield call(np.add, total, share, total)
        yield from self.packed.unpack(*first)


def _named(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    """The arrays of one direction, without the prefix of their names."""
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(BACKWARD) == bool(prefix)
    }


class _One:
    """A layer that reads in one direction."""

    def __init__(self, layer: Recurrence, cell: Cell) -> None:
        self.layer, self.cell = layer, cell
        self.directions = self._lay_out()

    def _lay_out(self) -> tuple[Direction, ...]:
        cell = self.cell
        dx = cell.dx[0]
        backwards = self.layer.go_backwards
        if dx is not None and backwards:
            dx = dx[:, ::-1]
        return (Direction(self.layer, cell, backwards, cell.y, cell.dy, dx),)

    def step(self) -> Step:
        """Weights are packed and summed for all parts at once; between, the parts need nothing of one another."""
        parts = [part for direction in self.directions for part in direction.parts]
        forward = [
            *(each for direction in self.directions for each in direction.before()),
            parallel.split([parallel.chain(tuple(part.forward())) for part in parts]),
            *self.merge(),
        ]
        if self.cell.dy is None:
            return Step(tuple(forward))
        backward = [
            *self.separate(self.cell.dy),
            *(each for direction in self.directions for each in direction.packed.turn()),
            parallel.split([parallel.chain(tuple(part.backward())) for part in parts]),
            *(each for direction in self.directions for each in direction.after()),
            *self.join(),
        ]
        return Step(tuple(forward), tuple(backward))

    def merge(self) -> Iterator[Call]:
        """The layer's output of the directions'."""
        yield from ()

    def separate(self, dy: Array) -> Iterator[Call]:  # noqa: ARG002
        """The gradients of the directions' outputs of the layer's."""
        yield from ()

    def join(self) -> Iterator[Call]:
        """The gradient of the layer's input of the directions'."""
        yield from ()


class _Both(_One):
    """A layer that reads in both directions, and makes one output of two."""

    def _lay_out(self) -> tuple[Direction, ...]:
        layer, cell = self.layer, self.cell
        y, dy = cell.y, cell.dy
        self.outputs: tuple[Array, Array] = (y, y)
        self.slopes: tuple[Array | None, Array | None] = (dy, dy)
        # Two states stand side by side, however outputs would be merged.
        self.mode = "concat" if layer.return_state else layer.bidirectional
        if self.mode == "concat":
            half = y.shape[-1] // 2
            self.outputs = (y[..., :half], y[..., half:])
            self.slopes = (None, None) if dy is None else (dy[..., :half], dy[..., half:])
        elif self.mode == "multiply":
            self.outputs = (cell.buffer(*y.shape), cell.buffer(*y.shape))
            self.slopes = (None if dy is None else cell.scratch(*y.shape), dy)
        else:
            self.outputs = (y, cell.scratch(*y.shape))
        self.second_dx = None if cell.dx[0] is None else cell.scratch(*cell.dx[0].shape)
        return (
            Direction(layer, cell, False, self.outputs[0], self.slopes[0], cell.dx[0]),
            Direction(
                layer,
                cell,
                True,
                _turned(self.outputs[1]),
                None if self.slopes[1] is None else _turned(self.slopes[1]),
                None if self.second_dx is None else _turned(self.second_dx),
            ),
        )

    def merge(self) -> Iterator[Call]:
        """y = [a b], a + b, a b or (a + b) / 2; a and b are the directions' outputs at the same step."""
        y, (a, b) = self.cell.y, self.outputs
        if self.mode == "multiply":
            yield call(np.multiply, a, b, y)
        elif self.mode != "concat":
            yield call(np.add, a, b, y)
        if self.mode == "average":
            yield call(np.multiply, y, number(0.5, y), y)

    def separate(self, dy: Array) -> Iterator[Call]:
        """da and db, where they are not a part of dy itself."""
        if self.mode == "average":
            yield call(np.multiply, dy, number(0.5, dy), dy)
        if self.mode == "multiply":
            a, b = self.outputs
            yield call(np.multiply, dy, b, self.slopes[0])
            yield call(np.multiply, dy, a, dy)

    def join(self) -> Iterator[Call]:
        """dx is the sum of both directions'."""
        if self.cell.dx[0] is not None:
            yield call(np.add, self.cell.dx[0], self.second_dx, self.cell.dx[0])


def _turned(array: Array) -> Array:
    """With its steps in the other order, where it has steps."""
    return array[:, ::-1] if array.ndim == 3 else array
