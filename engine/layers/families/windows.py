"""Windows that slide along an axis: where they stand and which cells each of them covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """The cells that lie at one offset inside the windows: cell `cells[n]` belongs to window `places[n]`."""

    places: slice
    cells: slice


@dataclass(frozen=True)
class Window:
    """Windows of `size` cells, each `stride` further on. `same` lets them reach over both ends, as Keras' padding does.

    Where they reach over, the odd cell is at the far end (TensorFlow's rule): length / stride places, rounded up.
    """

    size: int
    stride: int
    same: bool = False

    def places(self, length: int) -> int:
        """How many windows there are over so many cells; below 1 where not one fits."""
        return -(-length // self.stride) if self.same else (length - self.size) // self.stride + 1

    def before(self, length: int) -> int:
        """How many cells the first window lacks at its beginning."""
        if not self.same:
            return 0
        reach = (self.places(length) - 1) * self.stride + self.size
        return max(0, reach - length) // 2

    def spans(self, length: int) -> list[Span]:
        """One for each offset that meets a cell, in order; windows that reach over an end are left out of some."""
        found = []
        for offset in range(-self.before(length), self.size - self.before(length)):
            first = max(0, -(offset // self.stride))
            last = min(self.places(length) - 1, (length - 1 - offset) // self.stride)
            if first <= last:
                start = first * self.stride + offset
                stop = last * self.stride + offset + 1
                found.append(Span(slice(first, last + 1), slice(start, stop, self.stride)))
        return found

    def counts(self, length: int) -> list[int]:
        """How many cells there are in each window."""
        counts = [0] * self.places(length)
        for places, _ in self.spans(length):
            for place in range(places.start, places.stop):
                counts[place] += 1
        return counts

    def tiles(self, length: int) -> bool:
        """Whether every cell is in just one window."""
        return self.size <= self.stride and sum(self.counts(length)) == length
