"""Attention between questions and answers that are there already: scores, their softmax, and what is taken by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.layers.base import Array, Call, Cell, call, number
from engine.layers.families.dropping import draw_kept
from engine.layers.families.sight import Sight

BLOCK = 65_536
"""Scores that are worked on at a time: few enough to stay in the processor's cache."""

Block = tuple[slice, slice]
"""Rows of the batch, and heads."""


class Quartet(NamedTuple):
    """Queries, keys, values and the context made of them, or their gradients: (batch, steps, heads x size) each."""

    q: Array
    k: Array
    v: Array
    context: Array


class Attending:
    """context = softmax(q k^T scale) v, in each head for itself; shares of the batch may run side by side.

    Scores are (batch, heads, keys, queries): numpy finds maxima along the second last axis twice as fast as along the
    last. Where no backward pass is wanted, those of a block are forgotten with the next.
    """

    def __init__(
        self, cell: Cell, held: Quartet, sight: Sight, heads: int, dropout: float, shares: int
    ) -> None:
        self._heads, self._sight, self._held = heads, sight, held
        queries = held.q.shape[1]
        grid = (cell.batch, heads, held.k.shape[1], queries)
        self._block = _block(*grid)
        block = (*self._block, *grid[2:])
        self._top = [cell.scratch(*self._block, 1, queries) for _ in range(shares)]
        self._weights = None if cell.dy is None else cell.buffer(*grid)
        # A block for weights that are not kept, or for gradients, and one for what dropout leaves.
        self._passing = [cell.scratch(*block) for _ in range(shares)]
        self._kept: Array | None = None
        self.before = sight.before
        if cell.training and dropout:
            self._kept, draw = draw_kept(cell, dropout, grid[1:])
            self.before += draw
        self._share = number(1 / (1 - dropout), held.context)
        self._left = [] if self._kept is None else [cell.scratch(*block) for _ in range(shares)]
        if cell.dy is not None:
            self._products = cell.scratch(*held.context.shape)
            self._sums = cell.scratch(cell.batch, queries, heads)
            self._inner = cell.scratch(cell.batch, heads, 1, queries)

    def forward(self, rows: slice, share: int) -> list[Call]:
        """The context of these rows; q is scaled in place."""
        q = self._held.q[rows]
        operations: list[Call] = [call(np.multiply, q, _of(self._sight.factor, rows), q)]
        for block in self._blocks(rows):
            operations += self._weigh(block, share)
            weights, left = self._pair(block, share)
            if self._kept is not None:
                operations.append(call(np.multiply, weights, self._kept[block], left))
            _, _, v, context = self._split(self._held, block)
            operations.append(call(np.matmul, left.swapaxes(2, 3), v, context))
        return [*operations, *self._keep_mean(self._held.context[rows])]

    def backward(self, rows: slice, share: int, slopes: Quartet) -> list[Call]:
        """From the context's gradient, which is filled in, those of q, k and v of these rows."""
        products, sums = self._products[rows], self._sums[rows]
        size = products.shape[2] // self._heads
        operations: list[Call] = [
            # The sum over keys of a weight times its gradient is that of context times gradient over its size.
            call(np.multiply, self._held.context[rows], slopes.context[rows], products),
            call(np.dot, products.reshape(-1, size), np.ones(size, sums.dtype), sums.reshape(-1)),
            call(np.copyto, self._inner[rows, :, 0], sums.swapaxes(1, 2)),
            *self._keep_mean(slopes.context[rows]),
        ]
        for block in self._blocks(rows):
            operations += self._turn_back(block, share, slopes)
        dq = slopes.q[rows]
        return [*operations, call(np.multiply, dq, _of(self._sight.factor, rows), dq)]

    def _weigh(self, block: Block, share: int) -> list[Call]:
        """The softmax of a block's scores over the keys."""
        q, k, _, _ = self._split(self._held, block)
        weights, _ = self._pair(block, share)
        top, bias = _fit(self._top[share], weights), self._sight.bias
        return [
            call(np.matmul, k, q.swapaxes(2, 3), weights),
            *([] if bias is None else [call(np.add, weights, _of(bias, block[0]), weights)]),
            call(np.maximum.reduce, weights, 2, None, top, True),
            call(np.subtract, weights, top, weights),
            call(np.exp, weights, weights),
            call(np.matmul, np.ones((1, weights.shape[2]), weights.dtype), weights, top),
            call(np.divide, weights, top, weights),
        ]

    def _turn_back(self, block: Block, share: int, slopes: Quartet) -> list[Call]:
        """The gradients of a block: for weights a, da = v dcontext^T, dscore = a (da - sum over keys of a da)."""
        q, k, v, _ = self._split(self._held, block)
        dq, dk, dv, dcontext = self._split(slopes, block)
        weights, left = self._pair(block, share)
        slope = _fit(self._passing[share], weights)
        operations: list[Call] = [call(np.matmul, v, dcontext.swapaxes(2, 3), slope)]
        if self._kept is not None:
            operations.append(call(np.multiply, slope, self._kept[block], slope))
            operations.append(call(np.multiply, weights, self._kept[block], left))
        return [
            *operations,
            call(np.matmul, left, dcontext, dv),
            call(np.subtract, slope, self._inner[block], slope),
            call(np.multiply, slope, weights, slope),
            call(np.matmul, slope, q, dk),
            call(np.matmul, slope.swapaxes(2, 3), k, dq),
        ]

    def _keep_mean(self, context: Array) -> list[Call]:
        """Make up for what dropout takes away."""
        return [] if self._kept is None else [call(np.multiply, context, self._share, context)]

    def _blocks(self, rows: slice) -> Iterator[Block]:
        """These rows of the batch and all heads, in blocks."""
        some_rows, some_heads = self._block
        for row in range(rows.start, rows.stop, some_rows):
            for head in range(0, self._heads, some_heads):
                yield (
                    slice(row, min(row + some_rows, rows.stop)),
                    slice(head, min(head + some_heads, self._heads)),
                )

    def _split(self, four: Quartet, block: Block) -> Quartet:
        """A block of each as (batch, heads, steps, size), the same memory."""
        return Quartet(
            *(each.reshape(*each.shape[:2], self._heads, -1).swapaxes(1, 2)[block] for each in four)
        )

    def _pair(self, block: Block, share: int) -> tuple[Array, Array]:
        """Where the weights of a block lie, and where what dropout leaves of them."""
        rows, heads = (part.stop - part.start for part in block)
        weights = self._passing[share][:rows, :heads] if self._weights is None else self._weights[block]
        return weights, _fit(self._left[share], weights) if self._left else weights


def _block(batch: int, heads: int, keys: int, queries: int) -> tuple[int, int]:
    """How many rows and heads are worked on at a time."""
    some_heads = max(1, min(heads, BLOCK // (keys * queries)))
    return max(1, min(batch, BLOCK // (heads * keys * queries))), some_heads


def _fit(room: Array, block: Array) -> Array:
    """As many rows and heads of a block's room as this block has."""
    return room[: block.shape[0], : block.shape[1]]


def _of(array: Array, rows: slice) -> Array:
    """These rows of an array, which may be the same for all."""
    return array if len(array) == 1 else array[rows]
