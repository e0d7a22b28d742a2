"""Two columns against each other, coloured by the target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data.cells import as_numbers
from engine.data.pictures.view import Axis, Classes, Floats, View
from engine.data.split import Rows

JITTER = 0.3
"""How far at most a point is moved beside its label, so that equal ones are not on top of one another."""


@dataclass(frozen=True, eq=False)
class Scatter:
    """A point for each of `rows` that has a place on both axes, `total` of them before the sample was taken.

    Coloured by `classes`, or by `numbers` where the target is one; by neither without a target. `moved` (n, 2) is
    how far each point is moved from its place, along an axis of labels.
    """

    x: Axis
    y: Axis
    rows: Rows
    moved: Floats
    classes: Classes | None
    numbers: Floats | None
    target: str
    total: int
    told: str


def scatter(view: View, first: str, second: str) -> Scatter:
    """The points of two columns: all, or a sample of ten thousand rows, the same every time."""
    rows = view.sample()
    axes = view.axis(first, rows), view.axis(second, rows)
    known = np.isfinite(axes[0].values) & np.isfinite(axes[1].values)
    rows = rows[known]
    x, y = (Axis(axis.column, axis.values[known], axis.names, axis.moments) for axis in axes)
    moved = np.random.default_rng(0).uniform(-JITTER, JITTER, (len(rows), 2))
    moved *= [bool(x.names), bool(y.names)]
    target = view.target
    numbers = None
    if target is not None and target.kind.numeric:
        numbers = as_numbers(view.table.column(target.name).gather(rows))
    name = "" if target is None else target.name
    return Scatter(x, y, rows, moved, view.classes(rows), numbers, name, len(view.rows), view.told)
