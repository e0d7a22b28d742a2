"""How many rows each class of the target has."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data.cells import in_order
from engine.data.kinds.base import counted
from engine.data.pictures.view import View
from engine.errors import ExplainedError

MOST_BARS = 30


class NoClassesError(ExplainedError):
    """The target has no classes."""


@dataclass(frozen=True, eq=False)
class Balance:
    """The classes that have most rows, in their own order, and the rows of each.

    `others` counts the rows of `rare` further classes, `missing` those without a class; `rows` is all of them.
    """

    target: str
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    rare: int
    others: int
    missing: int
    rows: int
    told: str


def balance(view: View) -> Balance:
    """Count the target's classes. Raises NoClassesError."""
    target = view.target
    if target is None:
        raise NoClassesError("Choose a target, and its classes are counted here.")
    if target.kind.numeric:
        raise NoClassesError(
            f"The target {target.name} is a number and has no classes; its histogram shows how it is spread."
        )
    counts = counted(view.table.column(target.name).gather(view.rows))
    labels = in_order(tuple(counts)[:MOST_BARS])
    shown = tuple(counts[label] for label in labels)
    present = sum(counts.values())
    return Balance(
        target.name,
        labels,
        shown,
        len(counts) - len(labels),
        present - sum(shown),
        len(view.rows) - present,
        len(view.rows),
        view.told,
    )
