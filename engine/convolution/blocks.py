"""How the work of a convolution is cut: into parts that run side by side, and blocks that stay in the cache."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from engine.layers.base import Array, Call, Scratch
from engine.parallel import shares

LEAST_WORK = 2_000_000
"""Multiply-adds that a part should have at least: handing it over costs as much as some hundred thousand."""


class Block(NamedTuple):
    """Some pictures and some rows of each; all rows where there are several pictures. An index into arrays."""

    pictures: slice
    rows: slice

    @property
    def batch(self) -> int:
        """How many pictures."""
        return int(self.pictures.stop - self.pictures.start)

    @property
    def height(self) -> int:
        """Rows of each."""
        return int(self.rows.stop - self.rows.start)


Part = tuple[Block, ...]
"""Blocks that run one after the other, beside another part's."""

Around = Callable[[Block, Scratch], Iterable[Call]]
"""Operations on a block of y while it is in the cache."""


def nothing(_block: Block, _scratch: Scratch) -> Iterable[Call]:
    """No operations."""
    return ()


def cut(pictures: int, rows: int, most: int, work: int, *, whole: bool = False) -> tuple[Part, ...]:
    """All rows of all pictures, in blocks of `most` rows or little less, in parts where there is `work` for several.

    Cut between pictures where that is fair or where a picture must stay `whole` in its part, else between rows.
    `work` counts multiply-adds. It depends on nothing else, so that every machine adds up in the same order.
    """
    everything = Block(slice(0, pictures), slice(0, rows))
    parts = [everything]
    if work >= 2 * LEAST_WORK:
        if whole or pictures % 2 == 0 or pictures >= 8:
            parts = [Block(some, everything.rows) for some in shares(pictures)]
        else:
            parts = [Block(everything.pictures, some) for some in shares(rows)]
    return tuple(tuple(_blocks(half, rows, most)) for half in parts)


def _blocks(part: Block, rows: int, most: int) -> Iterator[Block]:
    if part.height == rows <= most:
        for some in even(part.pictures, most // rows):
            yield Block(some, part.rows)
        return
    for picture in range(part.pictures.start, part.pictures.stop):
        for some in even(part.rows, most):
            yield Block(slice(picture, picture + 1), some)


def halves(block: Block) -> list[Block]:
    """A block in parts: of its pictures, or of the rows of its only one."""
    pictures, rows = block
    if block.batch > 1:
        return [
            Block(slice(pictures.start + some.start, pictures.start + some.stop), rows)
            for some in shares(block.batch)
        ]
    return [
        Block(pictures, slice(rows.start + some.start, rows.start + some.stop))
        for some in shares(block.height)
    ]


def even(whole: slice, most: int) -> Iterator[slice]:
    """`whole` in as few slices as can be of at most `most`, nearly equal."""
    length = whole.stop - whole.start
    count = math.ceil(length / max(1, most))
    for piece in range(count):
        yield slice(whole.start + length * piece // count, whole.start + length * (piece + 1) // count)


class Recycled:
    """A scratch for the blocks of one part: they get the same memory, one after the other."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._arrays: list[Array] = []
        self._next = 0

    def begin(self) -> None:
        """Another block asks from the beginning."""
        self._next = 0

    def __call__(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """An array for passing use, as Scratch describes it."""
        size = math.prod(shape)
        arrays, place = self._arrays, self._next
        if place == len(arrays):
            arrays.append(self._scratch((size,), dtype))
        elif arrays[place].size < size or arrays[place].dtype != np.dtype(dtype):
            arrays[place] = self._scratch((size,), dtype)
        self._next += 1
        return arrays[place][:size].reshape(shape)
