"""Depthwise convolution: each channel with kernels of its own, as products along whole rows, tap by tap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.convolution.algorithm import Algorithm, Slopes, Sums
from engine.convolution.blocks import Block
from engine.convolution.frame import seen
from engine.convolution.sums import Sum, joined
from engine.elementwise import equal
from engine.layers.base import Array, Call, Scratch, call
from engine.parallel import chain


class Depthwise(Algorithm):
    """A convolution whose groups are its channels.

    Channel c gives the filters c * multiplier and following. The kernel is repeated along a row of places, so that a
    tap is one product along that row.
    """

    block_bytes = 256 * 1024

    def measure(self) -> None:
        """A row of places, as one tap sees it."""
        window, item = self.window, self.x.itemsize
        self.multiplier = window.filters // window.channels
        self.row_bytes = window.width.places * window.channels * item

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:  # noqa: ARG002
        """(multiplier, taps, columns, channels)."""
        shape = (self.multiplier, self.window.taps, self.window.width.places, self.window.channels)
        repeated = self.scratch(shape, kernel.dtype)
        flat = kernel.reshape(self.window.taps, 1, self.window.channels, self.multiplier)
        return repeated, (call(np.copyto, repeated, flat.transpose(3, 0, 1, 2)),)

    def forward(
        self, block: Block, prepared: Array, bias: Array | None, y: Array, scratch: Scratch
    ) -> Iterator[Call]:
        """y = sum over taps of x there times the kernel."""
        calls, views = seen(self.window, self.x, block, scratch)
        yield from calls
        product, total = self._room(block, scratch), self._room(block, scratch)
        for kernel, filters in zip(prepared, self._split(y[block]), strict=True):
            into = filters if self.multiplier == 1 else total
            for tap, x in enumerate(self._taps(views)):
                yield call(np.multiply, x, kernel[tap], product if tap else into)
                if tap:
                    yield call(np.add, into, product, into)
            if into is total:
                yield call(np.copyto, filters, total)
        if bias is not None:
            rows = y[block].reshape(-1, self.window.filters)
            yield call(np.add, rows, bias, rows)

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterator[Call]:
        """dK = sum over places of x dy, tap by tap; dx = sum over taps of dy there times the kernel."""
        slopes = self._split(dy[block])
        if sums.bias is not None:
            yield from sums.bias.add_rows(dy[block].reshape(-1, self.window.filters))
        if sums.kernel is not None:
            calls, views = seen(self.window, self.x, block, scratch)
            product = self._room(block, scratch)
            yield from calls
            yield from sums.kernel.add(lambda out: chain(list(self._correlate(views, slopes, product, out))))
        if dx is not None:
            yield from self._spread(block, prepared, slopes, dx, scratch)

    def sums(self, kernel: Array, wanted: Slopes) -> Sums:
        """The kernel's gradient as (multiplier, taps, channels)."""
        both = super().sums(kernel, wanted)
        shape = (self.multiplier, self.window.taps, self.window.channels)
        return both if both.kernel is None else Sums(Sum(shape, kernel.dtype, self.scratch), both.bias)

    def total(self, sums: list[Sums], wanted: Slopes) -> Iterator[Call]:
        """With the multiplier last again."""
        if wanted.kernel is not None:
            totals = [each.kernel.total for each in sums if each.kernel]
            flat = wanted.kernel.reshape(self.window.taps, self.window.channels, self.multiplier)
            yield from joined([each.transpose(1, 2, 0) for each in totals], flat)
        yield from super().total(sums, wanted._replace(kernel=None))

    def _correlate(self, views: Array, slopes: list[Array], product: Array, out: Array) -> Iterator[Call]:
        rows = product.reshape(-1, self.window.channels)
        ones = equal(1, len(rows), rows.dtype)
        for copy, slope in enumerate(slopes):
            for tap, x in enumerate(self._taps(views)):
                yield call(np.multiply, x, slope, product)
                yield call(np.dot, ones, rows, out[copy, tap])

    def _spread(
        self, block: Block, prepared: Array, slopes: list[Array], dx: Array, scratch: Scratch
    ) -> Iterator[Call]:
        product = self._room(block, scratch)
        if block.rows.start == 0:
            yield call(dx[block.pictures].fill, 0)
        for kernel, slope in zip(prepared, slopes, strict=True):
            for tap, (places, positions) in enumerate(self.window.reaches(block.rows)):
                target = dx[(block.pictures, *positions)]
                if target.size:
                    yield call(np.multiply, slope, kernel[tap], product)
                    yield call(np.add, target, product[(slice(None), *places)], target)

    def _room(self, block: Block, scratch: Scratch) -> Array:
        shape = (block.batch, block.height, self.window.width.places, self.window.channels)
        return scratch(shape, self.x.dtype)

    def _split(self, y: Array) -> list[Array]:
        """The filters of each multiple: (pictures, rows, columns, channels)."""
        split = y.reshape(*y.shape[:3], self.window.channels, self.multiplier)
        return [split[..., copy] for copy in range(self.multiplier)]

    def _taps(self, views: Array) -> Iterator[Array]:
        """What each tap sees."""
        for i in range(views.shape[3]):
            for j in range(views.shape[4]):
                yield views[:, :, :, i, j]
