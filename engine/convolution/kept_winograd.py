"""Winograd for predictions: the transformed kernel is kept, and read once however few places there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.convolution.blocks import LEAST_WORK, Around, Block, Recycled, even, halves, nothing
from engine.convolution.derived import Derived
from engine.convolution.winograd import ALL, PLACES, PRODUCTS, TAPS, Winograd, both_ways
from engine.layers.base import Array, Call, call
from engine.parallel import chain, shares, split
from engine.products import SMALL

PANEL = 64
"""The most filters that lie side by side in V."""
ROWS = 32
"""With so many tiles, if there are, a panel makes a small product."""
MOST_TILES = 256
"""The most tiles that are worked on at a time."""
SMALL_KERNEL = 128 * 128
"""With no more channels times filters every thread reads all of V, which stays in its cache."""


class KeptWinograd(Winograd):
    """A convolution 3 by 3 of stride 1, in one group, whose kernel seldom changes.

    V is kept, in panels of some filters, each in one piece, so that it streams through the cache. Where it is large,
    the tiles' transforms are divided among threads by rows, but the products by the 36 numbers: no thread reads what
    another one reads of V.
    """

    def apply(
        self, kernel: Array, bias: Array | None, y: Array, finish: Around = nothing
    ) -> tuple[Call, ...]:
        """U, M and y, for as many tiles at a time as is good."""
        if self.window.channels * self.window.filters <= SMALL_KERNEL:
            return super().apply(kernel, bias, y, finish)
        v, derive = self._panels(kernel, self._width())
        calls: list[Call] = [derive]
        scratch = Recycled(self.scratch)
        for block in self._stretches():
            scratch.begin()
            calls += self._stretch(block, v, bias, y, scratch, finish)
        return tuple(calls)

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:  # noqa: ARG002
        """V (36, channels, filters)."""
        v, derive = self._panels(kernel, self.window.filters)
        return v[:, 0], (derive,)

    def _width(self) -> int:
        """Of a panel: so that its products are small, and the panels alike."""
        tiles = len(self.x) * self.tiles.height.places * self.tiles.width.places
        most = max(1, min(PANEL, SMALL // (self.window.channels * min(tiles, ROWS))))
        return next(width for width in range(most, 0, -1) if self.window.filters % width == 0)

    def _panels(self, kernel: Array, width: int) -> tuple[Array, Call]:
        """V (36, panels, channels, filters of a panel), and the operation that keeps it right."""
        channels, filters = kernel.shape[2:]
        v = np.empty((PRODUCTS, filters // width, channels, width), kernel.dtype)
        panel = self.scratch((TAPS * TAPS, channels, width), kernel.dtype)
        calls, scratch = list[Call](), Recycled(self.scratch)
        for place in range(filters // width):
            scratch.begin()
            taken = kernel.reshape(TAPS * TAPS, channels, -1)[..., place * width : (place + 1) * width]
            calls.append(call(np.copyto, panel, taken))
            calls += both_ways(self.by.taps, panel, v[:, place], scratch)
        return v, Derived(kernel, calls)

    def _stretches(self) -> Iterator[Block]:
        """All tiles in stretches."""
        high, wide = self.tiles.height.places, self.tiles.width.places
        if high * wide <= MOST_TILES:
            for pictures in even(slice(0, len(self.x)), MOST_TILES // (high * wide)):
                yield Block(pictures, slice(0, high))
            return
        for picture in range(len(self.x)):
            for rows in even(slice(0, high), max(1, MOST_TILES // wide)):
                yield Block(slice(picture, picture + 1), rows)

    def _stretch(
        self, block: Block, v: Array, bias: Array | None, y: Array, scratch: Recycled, finish: Around
    ) -> Iterator[Call]:
        """Three operations: U, M, and what becomes of M, each in parts."""
        parts = halves(block) if self.window.products * block.batch >= 2 * LEAST_WORK else [block]
        u = self._room(block, self.window.channels, PRODUCTS, scratch)
        m = self._room(block, self.window.filters, PRODUCTS, scratch)
        gathers, works, ends = [], [], []
        for part in parts:
            mine = self._places(block, part)
            gathers.append(chain(list(self._transform(part, u[:, mine], scratch))))
        for numbers in shares(PRODUCTS, PRODUCTS // len(parts)):
            works.append(chain(list(self._multiply(u[numbers], v[numbers], m[numbers]))))
        for part in parts:
            mine = self._places(block, part)
            ends.append(chain(list(self._end(part, m[:, mine], bias, y, scratch, finish))))
        yield from (split(gathers), split(works), split(ends))

    def _multiply(self, u: Array, v: Array, m: Array) -> Iterator[Call]:
        """M = U V, panel by panel, in products that are small."""
        numbers, tiles = m.shape[:2]
        panels, channels, width = v.shape[1:]
        rows = next(
            rows
            for rows in range(tiles, 0, -1)
            if tiles % rows == 0 and (rows * channels * width <= SMALL or rows == 1)
        )
        left = u.reshape(numbers, 1, tiles // rows, rows, channels)
        out = m.reshape(numbers, tiles // rows, rows, panels, width).transpose(0, 3, 1, 2, 4)
        yield call(np.matmul, left, v[:, :, None], out)

    def _end(
        self, block: Block, m: Array, bias: Array | None, y: Array, scratch: Recycled, finish: Around
    ) -> Iterator[Call]:
        tiles = self._room(block, self.window.filters, PLACES * PLACES, scratch)
        if bias is not None:
            yield call(np.add, m[ALL], bias, m[ALL])
        yield from both_ways(self.by.output, m, tiles, scratch)
        for piece, tile in self._pieces(block, y, tiles):
            yield call(np.copyto, piece, tile)
        yield from finish(self.of_y(block), scratch)

    def _places(self, whole: Block, part: Block) -> slice:
        """Which of the tiles of a block are those of a part of it."""
        wide = self.tiles.width.places
        start = (
            (part.pictures.start - whole.pictures.start) * whole.height + part.rows.start - whole.rows.start
        )
        return slice(start * wide, (start + part.batch * part.height) * wide)
