"""Convolution as one matrix product: what the kernel sees from each place, written in one row (im2col)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.convolution.algorithm import Algorithm, Sums
from engine.convolution.blocks import Block
from engine.convolution.frame import seen, spread
from engine.layers.base import Array, Call, Scratch, call
from engine.parallel import chain
from engine.products import product


class Patches(Algorithm):
    """Any convolution: for every group, a matrix of patches (places, taps * channels) times the kernel's.

    Chellapilla, Puri and Simard 2006, "High Performance Convolutional Neural Networks for Document Processing".
    """

    block_bytes = 512 * 1024

    def measure(self) -> None:
        """A row of patches."""
        window, item = self.window, self.x.itemsize
        self.share = window.channels // window.groups
        self.row_bytes = window.width.places * window.taps * window.channels * item
        # Every block reads the whole kernel.
        self.block_bytes = max(self.block_bytes, window.taps * self.share * window.filters * item)

    def forward(
        self, block: Block, prepared: Array, bias: Array | None, y: Array, scratch: Scratch
    ) -> Iterator[Call]:
        """y = patches kernel + bias."""
        patches = self._room(block, scratch)
        yield from self._gather(block, patches, scratch)
        rows = y[block].reshape(-1, self.window.filters)
        for group, filters in enumerate(self._filters()):
            yield product(self._matrix(patches, group), _flat(prepared)[:, filters], rows[:, filters])
        if bias is not None:
            yield call(np.add, rows, bias, rows)

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterator[Call]:
        """dK = patches^T dy; dy K^T is the gradient of the patches, each of which goes back where it came from."""
        patches = self._room(block, scratch)
        rows = dy[block].reshape(-1, self.window.filters)
        if sums.bias is not None:
            yield from sums.bias.add_rows(rows)
        if sums.kernel is not None:
            yield from self._gather(block, patches, scratch)
            yield from sums.kernel.add(lambda out: self._products(patches, rows, _flat(out)))
        if dx is not None:
            for group, filters in enumerate(self._filters()):
                kernel = _flat(prepared)[:, filters]
                yield call(np.matmul, rows[:, filters], kernel.T, self._matrix(patches, group))
            cells = patches.transpose(0, 1, 2, 4, 5, 3, 6)
            grouped = dx.reshape(*dx.shape[:3], self.window.groups, self.share)
            yield from spread(self.window, grouped, block, cells)

    def _room(self, block: Block, scratch: Scratch) -> Array:
        """(pictures, rows, columns, groups, kernel height, kernel width, channels / groups)."""
        height, width = self.window.height, self.window.width
        shape = (width.places, self.window.groups, height.kernel, width.kernel, self.share)
        return scratch((block.batch, block.height, *shape), self.x.dtype)

    def _gather(self, block: Block, patches: Array, scratch: Scratch) -> Iterator[Call]:
        calls, views = seen(self.window, self.x, block, scratch)
        yield from calls
        grouped = views.reshape(*views.shape[:-1], self.window.groups, self.share)
        yield call(np.copyto, patches, grouped.transpose(0, 1, 2, 5, 3, 4, 6))

    def _matrix(self, patches: Array, group: int) -> Array:
        """The group's patches as rows."""
        return patches.reshape(-1, self.window.groups, self.window.taps * self.share)[:, group]

    def _filters(self) -> Iterator[slice]:
        """Each group's filters."""
        count = self.window.filters // self.window.groups
        for group in range(self.window.groups):
            yield slice(group * count, (group + 1) * count)

    def _products(self, patches: Array, rows: Array, out: Array) -> Call:
        return chain(
            [
                product(self._matrix(patches, group).T, rows[:, filters], out[:, filters])
                for group, filters in enumerate(self._filters())
            ]
        )


def _flat(kernel: Array) -> Array:
    """(taps * channels / groups, filters)."""
    return kernel.reshape(-1, kernel.shape[-1])
