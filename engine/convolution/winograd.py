"""Convolution with fewer multiplications: 4 by 4 places of a 3 by 3 kernel from 36 products a channel, not 144."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.convolution.algorithm import Algorithm, Slopes, Sums
from engine.convolution.blocks import Block
from engine.convolution.frame import seen
from engine.convolution.sums import Sum, joined
from engine.convolution.toom_cook import transforms
from engine.convolution.window import Axis, Window
from engine.layers.base import Array, Call, Scratch, call
from engine.products import product

PLACES, TAPS = 4, 3
SIDE = PLACES + TAPS - 1
PRODUCTS = SIDE * SIDE
ALL = SIDE + 1
"""The product at the points 1 and 1, where a polynomial's value is the sum of its coefficients: a tile's sum."""

KEPT_BYTES = 4 * 1024 * 1024
"""As much of U as a layer keeps for its backward pass; more would have to be fetched from far away."""


class Winograd(Algorithm):
    """A convolution 3 by 3 of stride 1, in one group.

    Tiles of x, 6 by 6 and overlapping by 2, and tiles of y, 4 by 4, become 36 numbers a channel each by a fixed matrix
    along both axes, and the kernel likewise; number by number, the tiles of y are those of x times the kernel's matrix:
        U = input x input^T,  V = taps kernel taps^T,  M = U V,  y = output M output^T
    The gradients are the same steps transposed. A row of blocks is a row of tiles.
    """

    unit = PLACES

    def measure(self) -> None:
        """A row of tiles of x and one of y, transformed."""
        window, x = self.window, self.x
        self.by = transforms(PLACES, TAPS, x.dtype)
        self.tiles = Window(
            _standing(window.height), _standing(window.width), window.channels, window.filters
        )
        self.row_bytes = self.tiles.width.places * PRODUCTS * (window.channels + window.filters) * x.itemsize
        size = len(x) * self.tiles.height.places * self.tiles.width.places * PRODUCTS * window.channels
        self._kept = np.empty(size, x.dtype) if self.training and size * x.itemsize <= KEPT_BYTES else None
        self._filled = False
        # Every block reads all of V: where that is much, it has more to do with it.
        self.block_bytes = max(
            self.block_bytes, PRODUCTS * window.channels * window.filters * x.itemsize // 4
        )

    @property
    def repeats(self) -> bool:
        """Not while there is room to keep U."""
        return self._kept is None

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:  # noqa: ARG002
        """V (36, channels, filters)."""
        v = self.scratch((PRODUCTS, *kernel.shape[2:]), kernel.dtype)
        return v, both_ways(self.by.taps, kernel, v, self.scratch)

    def prepare_slopes(self, kernel: Array, wanted: Slopes) -> tuple[Array, Iterable[Call]]:
        """V^T (36, filters, channels), written out: small products by it are faster."""
        if wanted.x is None:
            return kernel, ()
        turned = self.scratch((TAPS, TAPS, self.window.filters, self.window.channels), kernel.dtype)
        v = self.scratch((PRODUCTS, *turned.shape[2:]), kernel.dtype)
        turn = call(np.copyto, turned, kernel.transpose(0, 1, 3, 2))
        return v, (turn, *both_ways(self.by.taps, turned, v, self.scratch))

    def forward(
        self, block: Block, prepared: Array, bias: Array | None, y: Array, scratch: Scratch
    ) -> Iterator[Call]:
        """U, M and y."""
        u = self._u(block, scratch)
        self._filled = True
        m = self._room(block, self.window.filters, PRODUCTS, scratch)
        tiles = self._room(block, self.window.filters, PLACES * PLACES, scratch)
        yield from self._transform(block, u, scratch)
        yield product(u, prepared, m)
        if bias is not None:
            yield call(np.add, m[ALL], bias, m[ALL])
        yield from both_ways(self.by.output, m, tiles, scratch)
        for piece, tile in self._pieces(block, y, tiles):
            yield call(np.copyto, piece, tile)

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterator[Call]:
        """dM = output^T dy output, dV = U^T dM, dU = dM V^T, dx = input^T dU input."""
        dm = self._room(block, self.window.filters, PRODUCTS, scratch)
        tiles = self._room(block, self.window.filters, PLACES * PLACES, scratch)
        for piece, tile in self._pieces(block, dy, tiles):
            yield call(np.copyto, tile, piece)
        for edge in self._edges(block, tiles):
            yield call(edge.fill, 0)
        yield from both_ways(self.by.output.T, tiles, dm, scratch)
        if sums.bias is not None:
            yield from sums.bias.add_rows(dm[ALL])
        if sums.kernel is not None:
            u = self._u(block, scratch)
            if self._kept is None or not self._filled:
                yield from self._transform(block, u, scratch)
            yield from sums.kernel.add(lambda out: product(u.transpose(0, 2, 1), dm, out))
        if dx is not None:
            du = self._room(block, self.window.channels, PRODUCTS, scratch)
            cells = self._cells(block, scratch)
            yield product(dm, prepared, du)
            yield from both_ways(self.by.input.T, du, cells, scratch)
            yield from self._overlap(block, cells, dx, scratch)

    def sums(self, kernel: Array, wanted: Slopes) -> Sums:
        """The kernel's gradient as dV."""
        both = super().sums(kernel, wanted)
        shape = (PRODUCTS, *kernel.shape[2:])
        return both if both.kernel is None else Sums(Sum(shape, kernel.dtype, self.scratch), both.bias)

    def total(self, sums: list[Sums], wanted: Slopes) -> Iterator[Call]:
        """dK = taps^T dV taps."""
        if wanted.kernel is not None:
            totals = [each.kernel.total for each in sums if each.kernel]
            yield from joined(totals, totals[0])
            yield from both_ways(self.by.taps.T, totals[0], wanted.kernel, self.scratch)
        yield from super().total(sums, wanted._replace(kernel=None))

    # --- tiles -----------------------------------------------------------------------------------------------

    def _room(self, block: Block, channels: int, numbers: int, scratch: Scratch) -> Array:
        tiles = block.batch * block.height * self.tiles.width.places
        return scratch((numbers, tiles, channels), self.x.dtype)

    def _u(self, block: Block, scratch: Scratch) -> Array:
        """Room for U; the same in both passes where it is kept."""
        if self._kept is None:
            return self._room(block, self.window.channels, PRODUCTS, scratch)
        row = self.tiles.width.places * PRODUCTS * self.window.channels
        first = (block.pictures.start * self.tiles.height.places + block.rows.start) * row
        size = block.batch * block.height * row
        return self._kept[first : first + size].reshape(PRODUCTS, -1, self.window.channels)

    def _cells(self, block: Block, scratch: Scratch) -> Array:
        """The tiles of x: (6, 6, pictures, rows, columns, channels)."""
        places = (block.batch, block.height, self.tiles.width.places)
        return scratch((SIDE, SIDE, *places, self.window.channels), self.x.dtype)

    def _transform(self, block: Block, u: Array, scratch: Scratch) -> Iterator[Call]:
        """U = input x input^T."""
        calls, views = seen(self.tiles, self.x, block, scratch)
        cells = self._cells(block, scratch)
        yield from calls
        yield call(np.copyto, cells, views.transpose(3, 4, 0, 1, 2, 5))
        yield from both_ways(self.by.input, cells, u, scratch)

    def _pieces(self, block: Block, y: Array, tiles: Array) -> Iterator[tuple[Array, Array]]:
        """The block of y, and where it stands in the tiles: whole tiles at once, then those that the edges cut."""
        rows = y[self.of_y(block)]
        _, high, wide, filters = rows.shape
        grid = tiles.reshape(PLACES, PLACES, block.batch, block.height, self.tiles.width.places, filters)
        for (top, down, i), (left, across, j) in itertools.product(_runs(high), _runs(wide)):
            piece = _tiled(rows[:, top * PLACES :, left * PLACES :], down, i, across, j)
            tile = grid[:i, :j, :, top : top + down, left : left + across]
            yield piece, tile.transpose(2, 3, 0, 4, 1, 5)

    def _edges(self, block: Block, tiles: Array) -> Iterator[Array]:
        """What of the tiles lies beyond the edges of y."""
        rows = self.of_y(block)
        grid = tiles.reshape(PLACES, PLACES, block.batch, block.height, self.tiles.width.places, -1)
        if rest := rows.height % PLACES:
            yield grid[rest:, :, :, -1]
        if rest := self.window.width.places % PLACES:
            yield grid[:, rest:, :, :, -1]

    def _overlap(self, block: Block, cells: Array, dx: Array, scratch: Scratch) -> Iterator[Call]:
        """Add the tiles of x where they overlap, and put them side by side; to dx goes what lies inside."""
        high, wide = block.height * PLACES, self.tiles.width.places * PLACES
        frame = scratch((block.batch, high + TAPS - 1, wide + TAPS - 1, self.window.channels), dx.dtype)
        over = slice(PLACES, SIDE)
        beside = cells[:, : TAPS - 1, :, :, 1:]
        yield call(np.add, beside, cells[:, over, :, :, :-1], beside)
        below = cells[: TAPS - 1, :, :, 1:]
        yield call(np.add, below, cells[over, :, :, :-1], below)
        for rows, columns in itertools.product((slice(0, PLACES), over), repeat=2):
            tiles = cells[rows, columns]
            tiles = tiles if rows is not over else tiles[:, :, :, -1:]
            tiles = tiles if columns is not over else tiles[:, :, :, :, -1:]
            i, j, _, down, across, _ = tiles.shape
            corner = frame[:, high * (rows is over) :, wide * (columns is over) :]
            yield call(np.copyto, _tiled(corner, down, i, across, j), tiles.transpose(2, 3, 0, 4, 1, 5))
        yield from self._inside(block, frame, dx)

    def _inside(self, block: Block, frame: Array, dx: Array) -> Iterator[Call]:
        """What of the frame lies in dx; added to what the rows above have left there, where the picture is cut."""
        top = block.rows.start * PLACES - self.window.height.before
        left = -self.window.width.before
        high, wide = frame.shape[1:3]
        first, stop = max(0, top), min(dx.shape[1], top + high)
        target = dx[block.pictures, first:stop, : min(dx.shape[2], left + wide)]
        source = frame[:, first - top : stop - top, -left : -left + target.shape[2]]
        whole = block.height == self.tiles.height.places
        if block.rows.start == 0 and not (whole and target.size == dx[block.pictures].size):
            yield call(dx[block.pictures].fill, 0)
        yield call(np.copyto, target, source) if whole else call(np.add, target, source, target)


def _tiled(pictures: Array, down: int, i: int, across: int, j: int) -> Array:
    """The first corner of pictures as `down` by `across` tiles of i by j: (pictures, down, i, across, j, channels)."""
    picture, row, column, channel = pictures.strides
    return as_strided(
        pictures,
        (len(pictures), down, i, across, j, pictures.shape[-1]),
        (picture, row * PLACES, row, column * PLACES, column, channel),
    )


def both_ways(matrix: Array, x: Array, out: Array, scratch: Scratch) -> Iterator[Call]:
    """out = matrix x matrix^T, for every square of numbers that stand side by side in the first axes of `x`.

    Those axes are (n, n, ...) or (n n, ...), and (m, m, ...) or (m m, ...) in `out`. One axis after the other takes a
    third of the multiplications that the matrix of both would.
    """
    m, n = matrix.shape
    squares, results = x.reshape(n, n, -1), out.reshape(m, m, -1)
    between = scratch((n, m, squares.shape[-1]), out.dtype)
    yield product(np.broadcast_to(matrix, (n, m, n)), squares, between)
    yield product(np.broadcast_to(matrix, (m, m, n)), between.swapaxes(0, 1), results.swapaxes(0, 1))


def _runs(length: int) -> Iterator[tuple[int, int, int]]:
    """A length as (first tile, tiles, places of each): the whole ones, and the one that is cut."""
    whole, rest = divmod(length, PLACES)
    if whole:
        yield 0, whole, PLACES
    if rest:
        yield whole, 1, rest


def _standing(axis: Axis) -> Axis:
    """The axis of what stands at every fourth place and sees six."""
    return Axis(axis.length, -(-axis.places // PLACES), SIDE, PLACES, 1, axis.before)
