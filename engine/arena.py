"""Memory laid out once for many arrays: those that are in use at different times lie in the same place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.layers.base import Array

Wholes = NDArray[np.int64]
"""Bytes or moments, one number for each block."""
Count = TypeVar("Count", int, Wholes)

ALIGNMENT = 64
"""Every array begins at a multiple of this many bytes: a line of the processor's cache."""


@dataclass(eq=False)
class Block:
    """Memory for `size` numbers a row, in use from the moment `first` to the moment `last`, both included."""

    size: int
    first: int
    last: int

    def extend(self, moment: int) -> None:
        """In use at this moment too."""
        self.last = max(self.last, moment)


class Arena:
    """One piece of memory with room for every block; `batch` rows of numbers of one dtype.

    What is `lent` for a block is used in the place of memory of its own.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        batch: int,
        dtype: np.dtype[Any],
        lent: Mapping[Block, Array] | None = None,
    ) -> None:
        self._batch, self._dtype, self._lent = batch, dtype, dict(lent or {})
        blocks = [block for block in blocks if block not in self._lent]
        sizes, first, last = _measured(blocks, batch, dtype.itemsize)
        starts = place(sizes, first, last)
        self.memory = aligned(int((starts + sizes).max(initial=0)))
        self.spans = {
            block: slice(int(start), int(start + size))
            for block, start, size in zip(blocks, starts, sizes, strict=True)
        }
        self._arrays: dict[tuple[Block, tuple[int, ...]], Array] = {}

    def array(self, block: Block, shape: tuple[int, ...]) -> Array:
        """The block's memory as rows of this shape; the same array whenever asked for the same."""
        key = (block, shape)
        if key not in self._arrays:
            own = block not in self._lent
            flat = self.memory[self.spans[block]].view(self._dtype) if own else self._lent[block]
            self._arrays[key] = flat.reshape(self._batch, *shape)
        return self._arrays[key]


def load(blocks: Sequence[Block], batch: int, itemsize: int) -> int:
    """The most bytes of blocks that are in use at one moment: less than their arena by what does not fit snugly."""
    sizes, first, last = _measured(blocks, batch, itemsize)
    change = np.zeros(int(last.max(initial=0)) + 3, np.int64)
    np.add.at(change, first + 1, sizes)
    np.subtract.at(change, last + 2, sizes)
    return int(change.cumsum().max())


def _measured(blocks: Sequence[Block], batch: int, itemsize: int) -> tuple[Wholes, Wholes, Wholes]:
    """The bytes of each block, and its first and last moment."""
    sizes = np.array([block.size * batch * itemsize for block in blocks], np.int64)
    first = np.array([block.first for block in blocks], np.int64)
    return sizes, first, np.array([block.last for block in blocks], np.int64)


def place(sizes: Wholes, first: Wholes, last: Wholes) -> Wholes:
    """Where each block of `sizes` bytes begins, so that none overlaps another that is in use at a common moment.

    `first` and `last` are the moments, both included, from and to which a block is in use. The largest is placed
    first, each at the lowest place that is free all the time: Pisarchyk and Lee 2020, "Efficient Memory Management
    for Deep Neural Net Inference", greedy by size. Places are multiples of ALIGNMENT.
    """
    sizes = rounded(sizes)
    starts = np.zeros(len(sizes), np.int64)
    # What has been placed, in the order of places: start, stop, first and last moment.
    placed = np.zeros((4, 0), np.int64)
    for block in np.lexsort((first, -sizes)):
        begin, stop, since, until = placed
        beside = (since <= last[block]) & (until >= first[block])
        tops = np.concatenate(([0], np.maximum.accumulate(stop[beside])))
        free = np.append(begin[beside], np.iinfo(np.int64).max) - tops >= sizes[block]
        starts[block] = start = tops[free.argmax()]
        where = int(begin.searchsorted(start))
        placed = np.insert(placed, where, (start, start + sizes[block], first[block], last[block]), axis=1)
    return starts


def aligned(size: int) -> Array:
    """So many bytes of any content, beginning at a multiple of ALIGNMENT."""
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size]


class Workspace:
    """Memory for passing use: what was taken since the last `begin` lies side by side, in the place of all before."""

    def __init__(self, size: int) -> None:
        self.memory = aligned(size)
        self._used = 0

    def begin(self) -> None:
        """The next layer takes from the beginning."""
        self._used = 0

    def take(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """An array that overlaps none that was taken since `begin`. What is in it is anybody's."""
        size, start = math.prod(shape) * np.dtype(dtype).itemsize, self._used
        self._used += rounded(size)
        if self._used > len(self.memory):
            return np.empty(shape, dtype)
        found: Array = self.memory[start : start + size].view(dtype).reshape(shape)
        return found


class Meter:
    """Stands in for a workspace to learn how large it must be; its memory is asked for, but never touched."""

    def __init__(self) -> None:
        self.size = 0

    def take(self, shape: tuple[int, ...], dtype: Any) -> Array:
        """An array of no other use than to be looked at."""
        found = np.empty(shape, dtype)
        self.size += rounded(found.nbytes)
        return found


def rounded(size: Count) -> Count:
    """The bytes that an array takes up to where the next may begin; of one array or of many."""
    return -(-size // ALIGNMENT) * ALIGNMENT
