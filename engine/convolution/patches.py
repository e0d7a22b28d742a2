"""Convolution as matrix products over patches: what the kernel sees from each place, written in one row (im2col)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from engine.convolution.window import Window
from engine.layers.base import Array, Call, call

BLOCK_BYTES = 512 * 1024
"""Patches held at a time: small enough to stay in a core's cache between their making and their use."""

Scratch = Callable[..., Array]
"""Makes an array for passing use of a shape (engine.layers.base.Cell.scratch)."""

Finish = Callable[[slice], Iterable[Call]]
"""Operations that finish some pictures of the output while they are in the cache: bias and activation."""


def nothing(_pictures: slice) -> Iterable[Call]:
    """No finish."""
    return ()


class Patches:
    """A convolution of x (batch, height, width, channels) and y (batch, places high, places wide, filters).

    `kernel` is (height, width, channels / groups, filters). For a block of pictures, the patches are
    (places, groups, taps * channels / groups): a matrix per group, whose product with the group's kernel is y.
    Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for Document Processing".
    """

    def __init__(self, window: Window, x: Array, y: Array, scratch: Scratch) -> None:
        self.window, self.x, self.y, self.scratch = window, x, y, scratch
        self.share = window.channels // window.groups
        self.depth = window.taps * self.share
        self.places = window.height.places * window.width.places
        row = self.places * window.groups * self.depth * x.itemsize
        self.block = max(1, min(len(x), BLOCK_BYTES // max(1, row)))

    def apply(self, kernel: Array, finish: Finish = nothing) -> Iterator[Call]:
        """y = sum over taps of x there times the kernel."""
        patches = self._patches()
        yield from self._clear(patches)
        for pictures in self._blocks():
            yield from self._gather(patches, pictures)
            for rows, weights, out in self._matrices(patches, kernel, pictures):
                yield call(np.matmul, rows, weights, out)
            yield from finish(pictures)

    def slope(self, gradient: Array) -> Iterator[Call]:
        """The kernel's gradient from x and dL/dy, which is in `y`."""
        patches = self._patches()
        part = self.scratch(*gradient.shape)
        yield from self._clear(patches)
        for pictures in self._blocks():
            yield from self._gather(patches, pictures)
            into = part if pictures.start else gradient
            for rows, out, dy in self._matrices(patches, into, pictures):
                yield call(np.matmul, rows.T, dy, out)
            if pictures.start:
                yield call(np.add, gradient, part, gradient)

    def adjoint(self, kernel: Array, finish: Finish = nothing) -> Iterator[Call]:
        """x = sum over taps of y there times the kernel, transposed: dL/dx from dL/dy."""
        patches = self._patches()
        for pictures in self._blocks():
            for rows, weights, dy in self._matrices(patches, kernel, pictures):
                yield call(np.matmul, dy, weights.T, rows)
            yield call(self.x[pictures].fill, 0)
            for target, tap in self._taps(patches, pictures):
                yield call(np.add, target, tap, target)
            yield from finish(pictures)

    def _patches(self) -> Array:
        height, width = self.window.height.places, self.window.width.places
        return self.scratch(self.block, height, width, self.window.groups, self.window.taps, self.share)

    def _clear(self, patches: Array) -> Iterator[Call]:
        """Where a tap reads outside the picture there is 0, in each block at the same places."""
        if self.window.overhangs:
            yield call(patches.fill, 0)

    def _blocks(self) -> Iterator[slice]:
        for start in range(0, len(self.x), self.block):
            yield slice(start, min(len(self.x), start + self.block))

    def _gather(self, patches: Array, pictures: slice) -> Iterator[Call]:
        for source, tap in self._taps(patches, pictures):
            yield call(np.copyto, tap, source)

    def _taps(self, patches: Array, pictures: slice) -> Iterator[tuple[Array, Array]]:
        """For every tap: what it reads of x, and where that stands in the patches."""
        grouped = self.x.reshape(*self.x.shape[:3], self.window.groups, self.share)[pictures]
        for tap, ((rows, columns), (from_rows, from_columns)) in enumerate(self.window.reaches()):
            held = patches[: len(grouped), rows, columns, :, tap]
            if held.size:
                yield grouped[:, from_rows, from_columns], held

    def _matrices(
        self, patches: Array, kernel: Array, pictures: slice
    ) -> Iterator[tuple[Array, Array, Array]]:
        """For every group: its patches as rows, its kernel as a matrix, and its filters of y."""
        groups, filters = self.window.groups, self.window.filters // self.window.groups
        y = self.y[pictures].reshape(-1, self.window.filters)
        rows = patches.reshape(-1, groups, self.depth)[: len(y)]
        matrix = kernel.reshape(self.depth, self.window.filters)
        for group in range(groups):
            share = slice(group * filters, (group + 1) * filters)
            yield rows[:, group], matrix[:, share], y[:, share]
