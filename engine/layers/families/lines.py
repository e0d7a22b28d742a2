"""The maths of pooling: one number for all the cells in a window, along one line of cells after the other.

A window over a picture is pooled along its width and then along its height. The batch is worked off in blocks that
stay in the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.convolution.window import Axis
from engine.layers.base import Array, Call, Cell, Step, call, number
from engine.layers.families.blocks import Block, Blocks

LONG_RUN_BYTES = 1024
"""A run of neighbouring numbers that numpy works on at full speed: on shorter ones it copies faster than it reckons."""


class Span(NamedTuple):
    """The cells at one offset inside the windows: cell `cells[n]` belongs to window `places[n]`."""

    places: slice
    cells: slice


class Line(NamedTuple):
    """What is pooled along one axis: x and dx are (outer, cells, inner), y and dy (outer, places, inner).

    `dy`, which may be overwritten, and `dx` are None where nothing flows back; `scratch` has the shape of y.
    """

    x: Array
    y: Array
    dx: Array | None
    dy: Array | None
    scratch: Array
    axis: Axis
    cell: Cell


def pool(cell: Cell, axes: Sequence[Axis], along: Callable[[Line], Step]) -> Step:
    """Pool every map of a batch along each of its axes of places, the last one first."""
    blocks = Blocks(cell.batch, cell.x[0][:1].nbytes, outline=cell.outline)
    lines = _Lines(cell, axes, blocks)
    steps = [lines.step(block, along) for block in blocks.all]
    forward = blocks.sweep(lambda block: steps[block.at].forward)
    if cell.dy is None or cell.dx[0] is None:
        return Step((forward,))
    return Step((forward,), (blocks.sweep(lambda block: steps[block.at].backward),))


class _Lines:
    """The lines of a batch of maps, with the memory for what lies between the axes."""

    def __init__(self, cell: Cell, axes: Sequence[Axis], blocks: Blocks) -> None:
        self._cell, self._axes = cell, axes
        shapes = [cell.x[0].shape[1:]]
        for at in reversed(range(len(axes))):
            shapes.append((*shapes[-1][:at], axes[at].places, *shapes[-1][at + 1 :]))
        self._between = [blocks.scratch(cell, *shape) for shape in shapes[1:-1]]
        self._scratch = blocks.scratch(cell, max(math.prod(shape) for shape in shapes[1:]))

    def step(self, block: Block, along: Callable[[Line], Step]) -> Step:
        """The operations on the maps of a block."""
        dx, dy = self._cell.dx[0], self._cell.dy
        between = [each[block.part][: block.size] for each in self._between]
        values = [self._cell.x[0][block.rows], *between, self._cell.y[block.rows]]
        slopes: list[Array | None] = [None] * len(values)
        if dx is not None and dy is not None:
            slopes = [dx[block.rows], *between, dy[block.rows]]
        room = self._scratch[block.part].reshape(-1)
        steps = [
            along(self._line(axis, values[at : at + 2], slopes[at : at + 2], room))
            for at, axis in enumerate(reversed(range(len(self._axes))))
        ]
        forward = tuple(operation for step in steps for operation in step.forward)
        return Step(forward, tuple(operation for step in reversed(steps) for operation in step.backward))

    def _line(self, axis: int, values: list[Array], slopes: list[Array | None], room: Array) -> Line:
        """Arrays seen as (outer, along the axis, inner)."""
        (x, y), (dx, dy) = values, slopes
        outer, inner = math.prod(y.shape[: axis + 1]), math.prod(y.shape[axis + 2 :])

        def seen(array: Array) -> Array:
            return array.reshape(outer, array.shape[axis + 1], inner)

        return Line(
            seen(x),
            seen(y),
            None if dx is None else seen(dx),
            None if dy is None else seen(dy),
            seen(room[: y.size].reshape(y.shape)),
            self._axes[axis],
            self._cell,
        )


def greatest(line: Line) -> Step:
    """y is the greatest of each window's cells; all of dy goes to that cell, the first of equal ones.

    The cells of a window meet one after the other, the best so far against the next, and who wins is kept. Backward
    the slope takes the same way back: each later cell takes what it won and hands on the rest.
    """
    first, *others = _spans(line.axis)
    forward, won = _begin(line, first, -np.inf), list[Array]()
    for span in others:
        now, best = _gather(line, span, forward), line.y[:, span.places]
        if line.dy is not None:
            won.append(line.cell.buffer(*now.shape, dtype=np.bool_))
            forward.append(call(np.greater, now, best, won[-1]))
        forward.append(call(np.maximum, best, now, out=best))
    if line.dx is None or line.dy is None:
        return Step(tuple(forward))
    backward, put = _clear(line, line.dx)
    for span, wins in reversed(list(zip(others, won, strict=True))):
        left, taken = line.dy[:, span.places], line.scratch[:, span.places]
        backward.append(call(np.copyto, taken, wins))
        backward.append(call(np.multiply, taken, left, taken))
        backward.append(call(put, line.dx[:, span.cells], taken))
        backward.append(call(np.subtract, left, taken, left))
    backward.append(call(put, line.dx[:, first.cells], line.dy[:, first.places]))
    return Step(tuple(forward), tuple(backward))


def total(line: Line) -> Step:
    """y is the sum of each window's cells; dy goes to all of them."""
    first, *others = _spans(line.axis)
    forward = _begin(line, first, 0)
    for span in others:
        now, so_far = _gather(line, span, forward), line.y[:, span.places]
        forward.append(call(np.add, so_far, now, so_far))
    if line.dx is None or line.dy is None:
        return Step(tuple(forward))
    backward, put = _clear(line, line.dx)
    backward += [call(put, line.dx[:, span.cells], line.dy[:, span.places]) for span in (first, *others)]
    return Step(tuple(forward), tuple(backward))


def average(cell: Cell, axes: Sequence[Axis]) -> Step:
    """y is the mean of each window's cells; those that a window lacks at an edge do not count."""
    step = pool(cell, axes, total)
    weights = np.ones(cell.y.shape[1:], cell.y.dtype)
    for at, axis in enumerate(axes):
        counts = np.array(_counts(axis), cell.y.dtype)
        weights /= counts.reshape(-1, *(1,) * (weights.ndim - at - 1))
    forward: tuple[Call, ...] = (*step.forward, call(np.multiply, cell.y, weights, cell.y))
    if cell.dy is None or not step.backward:
        return Step(forward)
    return Step(forward, (call(np.multiply, cell.dy, weights, cell.dy), *step.backward))


def _spans(axis: Axis) -> list[Span]:
    """One for each offset that meets a cell, in order; windows that reach over an end are left out of some."""
    spans = [Span(*axis.reach(tap)) for tap in range(axis.kernel)]
    return [span for span in spans if span.places.start < span.places.stop]


def _counts(axis: Axis) -> list[int]:
    """How many cells there are in each window."""
    counts = [0] * axis.places
    for places, _ in _spans(axis):
        for place in range(places.start, places.stop):
            counts[place] += 1
    return counts


def _begin(line: Line, first: Span, outside: float) -> list[Call]:
    """Operations that write the first cell of each window into y, `outside` where it lies beyond an end."""
    whole = first.places == slice(0, line.y.shape[1])
    clear = [] if whole else [call(np.copyto, line.y, number(outside, line.y))]
    return [*clear, call(np.copyto, line.y[:, first.places], line.x[:, first.cells])]


def _gather(line: Line, span: Span, calls: list[Call]) -> Array:
    """The cells of a span; gathered first where their runs are short, which arithmetic would be slow on."""
    cells = line.x[:, span.cells]
    if cells[0, 0].nbytes >= LONG_RUN_BYTES:
        return cells
    gathered = line.scratch[:, span.places]
    calls.append(call(np.copyto, gathered, cells))
    return gathered


def _clear(line: Line, dx: Array) -> tuple[list[Call], Callable[[Array, Array], Any]]:
    """What must be done before dx is written, and how to write: cells in several windows or in none start at zero."""
    zero = call(np.copyto, dx, number(0, dx))
    if line.axis.kernel > line.axis.stride:
        return [zero], _add
    tiles = sum(_counts(line.axis)) == line.axis.length
    return [] if tiles else [zero], np.copyto


def _add(total: Array, part: Array) -> None:
    np.add(total, part, total)
