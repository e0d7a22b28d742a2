"""A kernel of one place: every place's channels times one matrix, with nothing to gather."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.convolution.algorithm import Algorithm, Sums
from engine.convolution.blocks import Block
from engine.layers.base import Array, Call, Scratch, call
from engine.products import product


class Pointwise(Algorithm):
    """A convolution 1 by 1 of stride 1, in one group: a dense layer at every place.

    Lin, Chen and Yan 2014, "Network in Network".
    """

    def measure(self) -> None:
        """A row of x and one of y."""
        window, item = self.window, self.x.itemsize
        self.row_bytes = window.width.places * (window.channels + window.filters) * item
        self.block_bytes = max(self.block_bytes, window.channels * window.filters * item)

    def forward(
        self,
        block: Block,
        prepared: Array,
        bias: Array | None,
        y: Array,
        scratch: Scratch,  # noqa: ARG002
    ) -> Iterator[Call]:
        """y = x K + b."""
        rows = self._rows(y, block)
        yield product(self._rows(self.x, block), prepared[0, 0], rows)
        if bias is not None:
            yield call(np.add, rows, bias, rows)

    def backward(
        self,
        block: Block,
        prepared: Array,
        dy: Array,
        sums: Sums,
        dx: Array | None,
        scratch: Scratch,  # noqa: ARG002
    ) -> Iterator[Call]:
        """dK = x^T dy, dx = dy K^T."""
        rows = self._rows(dy, block)
        if sums.bias is not None:
            yield from sums.bias.add_rows(rows)
        if sums.kernel is not None:
            x = self._rows(self.x, block)
            yield from sums.kernel.add(lambda out: product(x.T, rows, out[0, 0]))
        if dx is not None:
            yield call(np.dot, rows, prepared[0, 0].T, self._rows(dx, block))

    def _rows(self, array: Array, block: Block) -> Array:
        return array[block].reshape(-1, array.shape[-1])
