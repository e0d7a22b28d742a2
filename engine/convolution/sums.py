"""Gradients of weights: what every block adds to its part's sum, and the parts' sums in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.elementwise import equal
from engine.layers.base import Array, Call, Scratch, call


class Sum:
    """A sum over the blocks of one part, in `total`."""

    def __init__(self, shape: tuple[int, ...], dtype: Any, scratch: Scratch) -> None:
        self.total = scratch(shape, dtype)
        self._scratch = scratch
        self._term: Array | None = None
        self._begun = False

    def add(self, write: Callable[[Array], Call]) -> Iterator[Call]:
        """Add another term; `write` makes the operation that writes it into an array."""
        if not self._begun:
            self._begun = True
            yield write(self.total)
            return
        if self._term is None:
            self._term = self._scratch(self.total.shape, self.total.dtype)
        yield write(self._term)
        yield call(np.add, self.total, self._term, self.total)

    def add_rows(self, rows: Array) -> Iterator[Call]:
        """Add the sum of all rows of a matrix."""
        ones = equal(1, len(rows), rows.dtype)
        return self.add(lambda out: call(np.dot, ones, rows, out))


def joined(totals: Sequence[Array], into: Array) -> Iterator[Call]:
    """The parts' totals together, into an array of their shape."""
    first, *others = totals
    if not others:
        yield call(np.copyto, into, first)
    for other in others:
        yield call(np.add, first, other, into)
        first = into
