"""Convolution with fewer multiplications: 4 by 4 places of a 3 by 3 kernel from 36 products a channel, not 144."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.convolution.algorithm import Algorithm, Slopes, Sums
from engine.convolution.blocks import Block
from engine.convolution.frame import seen, spread
from engine.convolution.sums import Sum, joined
from engine.convolution.toom_cook import transforms
from engine.convolution.window import Axis, Window
from engine.layers.base import Array, Call, Scratch, call

PLACES, TAPS = 4, 3
SIDE = PLACES + TAPS - 1
PRODUCTS = SIDE * SIDE
ALL = SIDE + 1
"""The product at the points 1 and 1, where a polynomial's value is the sum of its coefficients: a tile's sum."""


class Winograd(Algorithm):
    """A convolution 3 by 3 of stride 1, in one group.

    Tiles of x, 6 by 6 and overlapping by 2, and tiles of y, 4 by 4, become 36 numbers a channel each by a fixed matrix,
    and the kernel likewise; number by number, the tiles of y are those of x times the kernel's matrix:
        U = input x,  V = taps kernel,  M = U V,  y = output M
    The gradients are the same steps transposed. A row of blocks is a row of tiles.
    """

    unit = PLACES

    def __init__(self, window: Window, x: Array, scratch: Scratch, *, whole: bool = True) -> None:
        super().__init__(window, x, scratch, whole=whole)
        self.by = transforms(PLACES, TAPS, x.dtype)
        self.tiles = Window(_tiled(window.height), _tiled(window.width), window.channels, window.filters)
        self.row_bytes = self.tiles.width.places * PRODUCTS * (window.channels + window.filters) * x.itemsize
        # Every block reads all of V: where that is much, it has more to do with it.
        self.block_bytes = max(
            self.block_bytes, PRODUCTS * window.channels * window.filters * x.itemsize // 4
        )

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:  # noqa: ARG002
        """V (36, channels, filters)."""
        v = self.scratch((PRODUCTS, *kernel.shape[2:]), kernel.dtype)
        return v, (call(np.dot, self.by.taps, kernel.reshape(TAPS * TAPS, -1), _flat(v)),)

    def forward(
        self, block: Block, prepared: Array, bias: Array | None, y: Array, scratch: Scratch
    ) -> Iterator[Call]:
        """U, M and y."""
        u = self._room(block, self.window.channels, PRODUCTS, scratch)
        m = self._room(block, self.window.filters, PRODUCTS, scratch)
        tiles = self._room(block, self.window.filters, PLACES * PLACES, scratch)
        yield from self._transform(block, u, scratch)
        yield call(np.matmul, u, prepared, m)
        if bias is not None:
            yield call(np.add, m[ALL], bias, m[ALL])
        yield call(np.dot, self.by.output, _flat(m), _flat(tiles))
        for piece, tile in self._pieces(block, y, tiles):
            yield call(np.copyto, piece, tile)

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterator[Call]:
        """dM = output^T dy, dV = U^T dM, dU = dM V^T, dx = input^T dU."""
        u = self._room(block, self.window.channels, PRODUCTS, scratch)
        dm = self._room(block, self.window.filters, PRODUCTS, scratch)
        tiles = self._room(block, self.window.filters, PLACES * PLACES, scratch)
        pieces = list(self._pieces(block, dy, tiles))
        if sum(piece.size for piece, _ in pieces) < tiles.size:
            yield call(tiles.fill, 0)
        for piece, tile in pieces:
            yield call(np.copyto, tile, piece)
        yield call(np.dot, self.by.output.T, _flat(tiles), _flat(dm))
        if sums.bias is not None:
            yield from sums.bias.add_rows(dm[ALL])
        if sums.kernel is not None:
            yield from self._transform(block, u, scratch)
            yield from sums.kernel.add(lambda out: call(np.matmul, u.transpose(0, 2, 1), dm, out))
        if dx is not None:
            cells = self._cells(block, scratch)
            yield call(np.matmul, dm, prepared.transpose(0, 2, 1), u)
            yield call(np.dot, self.by.input.T, _flat(u), _flat(cells))
            yield from spread(self.tiles, dx, block, cells.transpose(2, 3, 4, 0, 1, 5))

    def sums(self, kernel: Array, wanted: Slopes) -> Sums:
        """The kernel's gradient as dV."""
        both = super().sums(kernel, wanted)
        shape = (PRODUCTS, *kernel.shape[2:])
        return both if both.kernel is None else Sums(Sum(shape, kernel.dtype, self.scratch), both.bias)

    def total(self, sums: list[Sums], wanted: Slopes) -> Iterator[Call]:
        """dK = taps^T dV."""
        if wanted.kernel is not None:
            totals = [each.kernel.total for each in sums if each.kernel]
            yield from joined(totals, totals[0])
            yield call(np.dot, self.by.taps.T, _flat(totals[0]), wanted.kernel.reshape(TAPS * TAPS, -1))
        yield from super().total(sums, wanted._replace(kernel=None))

    # --- tiles -----------------------------------------------------------------------------------------------

    def _room(self, block: Block, channels: int, numbers: int, scratch: Scratch) -> Array:
        tiles = block.batch * block.height * self.tiles.width.places
        return scratch((numbers, tiles, channels), self.x.dtype)

    def _cells(self, block: Block, scratch: Scratch) -> Array:
        """The tiles of x: (6, 6, pictures, rows, columns, channels)."""
        places = (block.batch, block.height, self.tiles.width.places)
        return scratch((SIDE, SIDE, *places, self.window.channels), self.x.dtype)

    def _transform(self, block: Block, u: Array, scratch: Scratch) -> Iterator[Call]:
        """U = input x."""
        calls, views = seen(self.tiles, self.x, block, scratch)
        cells = self._cells(block, scratch)
        yield from calls
        yield call(np.copyto, cells, views.transpose(3, 4, 0, 1, 2, 5))
        yield call(np.dot, self.by.input, _flat(cells), _flat(u))

    def _pieces(self, block: Block, y: Array, tiles: Array) -> Iterator[tuple[Array, Array]]:
        """The block of y, and where it stands in the tiles: whole tiles at once, then those that the edges cut."""
        rows = y[self.of_y(block)]
        pictures, high, wide, filters = rows.shape
        grid = tiles.reshape(PLACES, PLACES, pictures, block.height, self.tiles.width.places, filters)
        picture, row, column, number = rows.strides
        for (top, down, i), (left, across, j) in itertools.product(_runs(high), _runs(wide)):
            piece = as_strided(
                rows[:, top * PLACES :, left * PLACES :],
                (pictures, down, i, across, j, filters),
                (picture, row * PLACES, row, column * PLACES, column, number),
            )
            tile = grid[:i, :j, :, top : top + down, left : left + across]
            yield piece, tile.transpose(2, 3, 0, 4, 1, 5)


def _flat(array: Array) -> Array:
    """As a matrix, with the first axis as its rows; the first two where the array has tiles' cells."""
    count = len(array) if array.ndim == 3 else SIDE * SIDE
    return array.reshape(count, -1)


def _runs(length: int) -> Iterator[tuple[int, int, int]]:
    """A length as (first tile, tiles, places of each): the whole ones, and the one that is cut."""
    whole, rest = divmod(length, PLACES)
    if whole:
        yield 0, whole, PLACES
    if rest:
        yield whole, 1, rest


def _tiled(axis: Axis) -> Axis:
    """The axis of what stands at every fourth place and sees six."""
    return Axis(axis.length, -(-axis.places // PLACES), SIDE, PLACES, 1, axis.before)
