"""Matrix products that are large enough for threads to work on parts of them."""

from __future__ import annotations

from collections.abc import Sequence

from engine import parallel
from engine.layers.base import Call

WORTH = 1 << 21
"""Multiply-adds that are worth a thread: some forty microseconds, where handing over costs about twenty."""
NUMBERS_WORTH = 1 << 17
"""Numbers of an elementwise operation that are."""


def cut(count: int, each: int) -> tuple[slice, ...]:
    """Parts of `count` rows or columns with `each` so many multiply-adds, every part worth a thread."""
    return parallel.shares(count, -(-WORTH // max(1, each)))


def side_by_side(parts: Sequence[Sequence[Call]], numbers: int = NUMBERS_WORTH) -> tuple[Call, ...]:
    """The operations of all parts: one that runs them side by side, or one after the other where there is one part.

    One after the other also where they work on fewer `numbers` than are worth a thread.
    """
    if len(parts) == 1 or numbers < NUMBERS_WORTH:
        return tuple(operation for part in parts for operation in part)
    return (parallel.split([parallel.chain(part) for part in parts]),)
