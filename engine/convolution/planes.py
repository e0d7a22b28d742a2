"""Patches lying down, for pictures of one channel: a row for every tap, so that whole lines are copied at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.convolution.algorithm import Algorithm, Slopes, Sums
from engine.convolution.blocks import Block
from engine.convolution.frame import seen, spread
from engine.convolution.sums import Sum, joined
from engine.layers.base import Array, Call, Scratch, call
from engine.parallel import chain
from engine.products import long_product, product


class Planes(Algorithm):
    """Any convolution in one group, meant for few channels: patches (taps * channels + 1, places), transposed.

    The last row of the patches holds ones, and the last of the kernel the bias, so that both the bias and its gradient
    come with the matrix products.
    """

    block_bytes = 256 * 1024

    def measure(self) -> None:
        """A row of each plane."""
        window, item = self.window, self.x.itemsize
        self.depth = window.taps * window.channels
        self.row_bytes = window.width.places * (self.depth + 1) * item

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:
        """The kernel as a matrix, with the bias as its last row."""
        matrix = self.scratch((self.depth + 1, self.window.filters), kernel.dtype)
        return matrix, (
            call(np.copyto, matrix[: self.depth], kernel.reshape(self.depth, -1)),
            call(np.copyto, matrix[self.depth], 0 if bias is None else bias),
        )

    def forward(
        self,
        block: Block,
        prepared: Array,
        bias: Array | None,  # noqa: ARG002
        y: Array,
        scratch: Scratch,
    ) -> Iterator[Call]:
        """y = patches kernel."""
        planes = self._room(block, scratch)
        yield from self._gather(block, planes, scratch)
        yield product(planes.T, prepared, y[block].reshape(-1, self.window.filters))

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterator[Call]:
        """dK = patches^T dy; K dy^T is the gradient of the patches."""
        planes = self._room(block, scratch)
        rows = dy[block].reshape(-1, self.window.filters)
        if sums.kernel is not None:
            yield from self._gather(block, planes, scratch)
            yield from sums.kernel.add(lambda out: chain(list(long_product(planes, rows, out, scratch))))
        if dx is not None:
            yield call(np.dot, prepared[: self.depth], rows.T, planes[: self.depth])
            cells = self._cells(block, planes).transpose(3, 4, 5, 0, 1, 2)
            yield from spread(self.window, dx, block, cells)

    def sums(self, kernel: Array, wanted: Slopes) -> Sums:
        """The kernel's and the bias' gradient in one."""
        if wanted.kernel is None and wanted.bias is None:
            return Sums(None, None)
        return Sums(Sum((self.depth + 1, self.window.filters), kernel.dtype, self.scratch), None)

    def total(self, sums: list[Sums], wanted: Slopes) -> Iterator[Call]:
        """Each to its place."""
        totals = [each.kernel.total for each in sums if each.kernel]
        if wanted.kernel is not None:
            yield from joined([t[: self.depth].reshape(wanted.kernel.shape) for t in totals], wanted.kernel)
        if wanted.bias is not None:
            yield from joined([t[self.depth] for t in totals], wanted.bias)

    def _room(self, block: Block, scratch: Scratch) -> Array:
        places = block.batch * block.height * self.window.width.places
        return scratch((self.depth + 1, places), self.x.dtype)

    def _cells(self, block: Block, planes: Array) -> Array:
        """(kernel height, kernel width, channels, pictures, rows, columns)."""
        height, width = self.window.height, self.window.width
        taps = (height.kernel, width.kernel, self.window.channels)
        return planes[: self.depth].reshape(*taps, block.batch, block.height, width.places)

    def _gather(self, block: Block, planes: Array, scratch: Scratch) -> Iterator[Call]:
        calls, views = seen(self.window, self.x, block, scratch)
        yield from calls
        yield call(np.copyto, self._cells(block, planes), views.transpose(3, 4, 5, 0, 1, 2))
        yield call(planes[self.depth].fill, 1)
