"""The outline of a layer's work: what must be bound of it to know what memory it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Piece = TypeVar("Piece")


class Outline:
    """For who binds a layer only to learn what memory it takes: of pieces of work that take the same, two are enough.

    Two, because from the second on there may be something to add up. `left_out` says that there were more. Who cuts a
    batch into blocks tells whether more rows would only repeat them; where all who did so say yes, `repeats`.
    """

    def __init__(self) -> None:
        self._told: set[bool] = set()
        self.left_out = False

    @property
    def repeats(self) -> bool:
        """Whether what more rows take can be foretold from these."""
        return self._told == {True}

    def cut(self, *, repeats: bool) -> None:
        """A batch is cut into blocks."""
        self._told.add(repeats)

    def of(self, pieces: Iterable[Piece], kind: Callable[[Piece], Hashable]) -> tuple[Piece, ...]:
        """The first two of every kind, in order."""
        seen: Counter[Hashable] = Counter()
        kept = []
        for piece in pieces:
            this = kind(piece)
            seen[this] += 1
            if seen[this] <= 2:
                kept.append(piece)
            else:
                self.left_out = True
        return tuple(kept)
