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


def within(queries: int, keys: int, causal: bool, window: int) -> Array:
    """Which key (rows) each query (columns) may look at, whatever the padding: bool."""
    ahead = np.arange(keys)[:, None] - np.arange(queries)
    seen = np.ones(ahead.shape, np.bool_)
    if causal:
        seen &= ahead <= 0
    if window:
        seen &= np.abs(ahead) < window
    return seen


def sight(cell: Cell, seen: Array, scale: float, of_query: Array | None, of_keys: Sequence[Array]) -> Sight:
    """Joins what may be seen (keys, queries) with the masks of the query's and the keys' steps (batch, steps)."""
    dtype = cell.y.dtype
    if of_query is None and not of_keys:
        factor = (scale * seen.any(0)).astype(dtype)[None, :, None]
        return Sight(None if seen.all() else np.where(seen, 0, UNSEEN).astype(dtype)[None, None], factor)
    keys, queries = seen.shape
    both = cell.scratch(cell.batch, keys, queries, dtype=np.bool_)
    live = cell.scratch(cell.batch, queries, dtype=np.bool_)
    bias, factor = cell.scratch(cell.batch, 1, keys, queries), cell.buffer(cell.batch, queries, 1)
    before: list[Call] = [call(np.copyto, both, seen)]
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
