"""The course of a column: its numbers in the order of the file, or of another column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data.pictures.view import Axis, Floats, View
from engine.data.split import IN_FILE
from engine.errors import ExplainedError


class NoCourseError(ExplainedError):
    """The column has no numbers that could rise and fall."""


@dataclass(frozen=True, eq=False)
class Course:
    """`x` ascending and `y`, NaN for a gap. `moments` tells that x counts seconds since 1970; else it is numbers,
    or rows of the file counted from 1. `missing` counts rows without a number or without a place in the order.
    """

    column: str
    order: str
    x: Floats
    y: Floats
    moments: bool
    missing: int
    told: str


def course(view: View, name: str, order: str) -> Course:
    """A column's numbers in the order of another; equals stay in the order of the file. Raises NoCourseError."""
    y = view.axis(name)
    if y.names or y.moments or not np.isfinite(y.values).any():
        raise NoCourseError(
            f"{name} has no numbers that could be drawn as a curve; choose a column of numbers."
        )
    x = Axis(IN_FILE, (view.rows + 1).astype(np.float64)) if order == IN_FILE else view.axis(order)
    if x.names:
        raise NoCourseError(
            f"{order} has neither moments nor numbers, so rows cannot be put in its order; choose {IN_FILE} or a date."
        )
    placed = np.flatnonzero(np.isfinite(x.values))
    placed = placed[np.argsort(x.values[placed], kind="stable")]
    drawn = int(np.isfinite(y.values[placed]).sum())
    if not drawn:
        raise NoCourseError(f"No row has both {name} and {order}; choose another column.")
    return Course(
        name, order, x.values[placed], y.values[placed], x.moments, len(view.rows) - drawn, view.told
    )
