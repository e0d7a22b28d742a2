"""Numbers that grow by one per epoch, and what smooths them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")
Floats = NDArray[np.float64]


class Series:
    """A growing row of numbers: adding one costs next to nothing however many there are."""

    def __init__(self) -> None:
        self._room = np.empty(256)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> Floats:
        """All numbers so far; a view that is good until the next is added."""
        return self._room[: self._size]

    def add(self, *values: float) -> None:
        """More numbers at the end."""
        size = self._size + len(values)
        if size > len(self._room):
            self._room = np.concatenate([self._room[: self._size], np.empty(size + len(self._room))])
        self._room[self._size : size] = values
        self._size = size


class Tail(Generic[Item]):
    """How much of a list that grows, or is replaced by another, was seen already."""

    def __init__(self) -> None:
        self._seen = 0
        self._last: Item | None = None

    def rest(self, items: Sequence[Item]) -> tuple[Sequence[Item], bool]:
        """What is new, and whether it follows what was seen; else it is another list, and all of it is new."""
        seen = self._seen
        follows = seen <= len(items) and (not seen or items[seen - 1] is self._last)
        new = items[seen:] if follows else items
        self._seen, self._last = len(items), items[-1] if items else None
        return new, follows


def smoothed(values: Floats, window: int) -> Floats:
    """The mean of each number and the `window` - 1 before it, gaps left out; as many numbers as before.

    Nothing that comes later moves what is drawn already. nan where the whole window is a gap.
    """
    if window <= 1 or not len(values):
        return values
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    with np.errstate(invalid="ignore"):
        return (sums[ends] - sums[starts]) / (counts[ends] - counts[starts])


def thinned(x: Floats, y: Floats, most: int = 900) -> tuple[Floats, Floats]:
    """The same curve in at most about `most` points: of each stretch the least and the greatest, in their order."""
    if len(y) <= most:
        return x, y
    stride = -(-len(y) * 2 // most)
    whole = len(y) // stride * stride
    blocks = y[:whole].reshape(-1, stride)
    gaps = np.isnan(blocks)
    low = np.where(gaps, np.inf, blocks).argmin(axis=1)
    high = np.where(gaps, -np.inf, blocks).argmax(axis=1)
    first = np.arange(0, whole, stride)
    places = np.sort(np.stack([first + low, first + high], axis=1), axis=1).ravel()
    places = np.concatenate([places, np.arange(whole, len(y))])
    return x[places], y[places]


def dashes(x: Floats, y: Floats, on: float = 8.0, off: float = 5.0) -> NDArray[np.int32]:
    """Which points are joined to the next (1) and which not (0), so that a curve in pixels looks dashed."""
    steps = np.hypot(np.diff(x), np.diff(y))
    length = np.cumsum(np.where(np.isfinite(steps), steps, 0.0))
    joined = np.zeros(len(x), np.int32)
    joined[:-1] = (length % (on + off) < on) & np.isfinite(steps)
    return joined
