"""Rows of a large array in blocks: parts for threads to run side by side, and pieces that stay in the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from engine import parallel
from engine.layers.base import Array, Call, Cell
from engine.outline import Outline

BLOCK_BYTES = 2 * 1024 * 1024
"""How much is worked on at a time: little enough for the cache, enough for threads not to wait for one another."""
PART_BYTES = 1024 * 1024
"""How much is worth a thread."""


class Block(NamedTuple):
    """Some neighbouring rows: the place of the block among all, the part that it is in, and its rows."""

    at: int
    part: int
    rows: slice

    @property
    def size(self) -> int:
        """How many rows it has."""
        return int(self.rows.stop - self.rows.start)


class Blocks:
    """So many rows of so many bytes, cut by these numbers alone. Where they are `whole` there is one block."""

    def __init__(
        self, rows: int, row_bytes: int, whole: bool = False, outline: Outline | None = None
    ) -> None:
        row_bytes = max(1, row_bytes)
        most = rows if whole else max(1, BLOCK_BYTES // row_bytes)
        self.parts: list[list[Block]] = []
        count = 0
        for number, part in enumerate(parallel.shares(rows, rows if whole else -(-PART_BYTES // row_bytes))):
            blocks = []
            for start in range(part.start, part.stop, most):
                blocks.append(Block(count, number, slice(start, min(start + most, part.stop))))
                count += 1
            self.parts.append(blocks)
        self.all = [block for part in self.parts for block in part]
        if outline is not None:
            outline.cut(repeats=most == 1)

    @property
    def longest(self) -> int:
        """The most rows of a block."""
        return max(block.size for block in self.all)

    def scratch(self, cell: Cell, *shape: int) -> list[Array]:
        """For every part passing memory of a row's shape for each row of a block."""
        return [cell.scratch(self.longest, *shape) for _ in self.parts]

    def sweep(self, work: Callable[[Block], Iterable[Call]]) -> Call:
        """One operation that does this work on every block."""
        parts = [[each for block in part for each in work(block)] for part in self.parts]
        return parallel.split([parallel.chain(part) for part in parts])
