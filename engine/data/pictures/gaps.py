"""Where cells are missing: rows by columns, neighbouring rows put together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.pictures.view import Floats, View
from engine.data.split import Rows
from engine.errors import ExplainedError

BANDS = 160
MOST_COLUMNS = 100


class NoCellsError(ExplainedError):
    """There is no cell that could be missing."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """`shares` (bands, columns) of the cells of some rows in turn that are missing, 0 to 1.

    Band i holds the rows of the file from the place `starts[i]` on, up to the next; `lines[i]` is the first of them,
    counted from 1. `counts` is how many are missing in each column, `left_out` how many columns there is no room for.
    """

    columns: tuple[str, ...]
    shares: Floats
    starts: Rows
    lines: Rows
    counts: NDArray[np.int64]
    left_out: int
    rows: int
    told: str


def gaps(view: View) -> Gaps:
    """Find the empty cells. With too many columns, those with most gaps are shown. Raises NoCellsError."""
    names = tuple(column.name for column in view.columns)
    rows = len(view.rows)
    if not names or not rows:
        raise NoCellsError("The table has no rows, so nothing is missing in it.")
    empty = {name: view.table.column(name).gather(view.rows).is_null().to_numpy() for name in names}
    worst = sorted(names, key=lambda name: -int(empty[name].sum()))[:MOST_COLUMNS]
    shown = tuple(name for name in names if name in set(worst))
    starts = np.unique(np.linspace(0, rows, min(BANDS, rows), endpoint=False).astype(np.int64))
    sizes = np.diff(np.append(starts, rows))
    shares = np.stack(
        [np.add.reduceat(empty[name], starts, dtype=np.int64) / sizes for name in shown], axis=1
    )
    counts = np.array([int(empty[name].sum()) for name in shown])
    return Gaps(
        shown, shares, starts, view.rows[starts] + 1, counts, len(names) - len(shown), rows, view.told
    )
