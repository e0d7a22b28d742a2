"""What each step of an attention may look at: padding, causality and windows, as one bias on scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.layers.base import Array, Call, Cell, call, number

UNSEEN = -1e30
"""Added to the score of what may not be looked at: it swallows any score, and its exponential is 0."""


class Sight(NamedTuple):
    """What is added to scores (batch or 1, 1, keys, queries), None where all is seen, and queries' factor.

    The factor (batch or 1, queries, 1) is the scale of the scores, but 0 for a query that may look at nothing: its
    scores are then all equal, and nothing flows back through them. `before` are the operations that fill in both.
    """

    bias: Array | None
    factor: Array
    before: tuple[Call, ...] = ()


class View(NamedTuple):
    """Which of so many keys each of so many queries may look at, whatever the padding.

    None that comes later where it is `causal`; with a `window` only those less than so many steps away.
    """

    queries: int
    keys: int
    causal: bool = False
    window: int = 0

    @property
    def whole(self) -> bool:
        """Whether every query may look at every key."""
        ahead = self.causal and self.keys > 1
        return not ahead and not 0 < self.window < max(self.queries, self.keys)

    def of(self, key: int) -> slice:
        """The queries that may look at a key."""
        start, stop = key if self.causal else 0, self.queries
        if self.window:
            start, stop = max(start, key - self.window + 1), min(stop, key + self.window)
        return slice(start, max(start, stop))


def sight(cell: Cell, view: View, scale: float, of_query: Array | None, of_keys: Sequence[Array]) -> Sight:
    """Joins what may be seen with the masks of the query's and the keys' steps (batch, steps)."""
    if of_query is None and not of_keys:
        return _alike(cell, view, scale)
    keys, queries = view.keys, view.queries
    both = cell.scratch(cell.batch, keys, queries, dtype=np.bool_)
    live = cell.scratch(cell.batch, queries, dtype=np.bool_)
    bias, factor = cell.scratch(cell.batch, 1, keys, queries), cell.buffer(cell.batch, queries, 1)
    before: list[Call] = [call(both.fill, True)]
    if not view.whole:
        seen = cell.buffer(keys, queries, dtype=np.bool_)
        for key in _told(cell, view):
            seen[key, view.of(key)] = True
        before = [call(np.copyto, both, seen)]
    masks = [mask[:, :, None] for mask in of_keys] + ([] if of_query is None else [of_query[:, None, :]])
    before += [call(np.logical_and, both, mask, both) for mask in masks]
    before += [
        call(np.logical_or.reduce, both, 1, None, live),
        call(np.copyto, factor, live[:, :, None]),
        call(np.multiply, factor, number(scale, factor), factor),
        # 1 where it is seen and 0 where not becomes 0 and UNSEEN.
        call(np.copyto, bias[:, 0], both),
        call(np.subtract, bias, number(1, bias), bias),
        call(np.multiply, bias, number(-UNSEEN, bias), bias),
    ]
    return Sight(bias, factor, tuple(before))


def _alike(cell: Cell, view: View, scale: float) -> Sight:
    """Without masks all rows see alike."""
    factor = cell.buffer(1, view.queries, 1)
    if view.whole:
        factor.fill(scale)
        return Sight(None, factor)
    bias = cell.buffer(1, 1, view.keys, view.queries)
    for key in _told(cell, view):
        bias[0, 0, key] = UNSEEN
        bias[0, 0, key, view.of(key)] = 0
        factor[0, view.of(key)] = scale
    return Sight(bias, factor)


def _told(cell: Cell, view: View) -> range:
    """The keys, whose queries are to be told of once; none where nothing will be run."""
    return range(view.keys if cell.outline is None else 0)
