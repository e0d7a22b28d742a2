"""How far the columns of numbers go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_numbers
from engine.data.pictures.view import Floats, View
from engine.errors import ExplainedError

MOST_COLUMNS = 60
MOST_ROWS = 100_000
"""Of more rows a sample is counted, the same every time."""


class TooFewNumbersError(ExplainedError):
    """There is nothing to correlate."""


@dataclass(frozen=True, eq=False)
class Correlation:
    """Pearson's r of each two `columns` (n, n), NaN where one of them does not vary; `rows` (n, n) that have both.

    `left_out` counts further columns, for which there is no room; `counted` the rows that were looked at, of
    all that are `seen`.
    """

    columns: tuple[str, ...]
    r: Floats
    rows: NDArray[np.int64]
    left_out: int
    counted: int
    seen: int
    told: str


def correlation(view: View) -> Correlation:
    """Correlate every two columns of numbers over the rows that have both. Raises TooFewNumbersError."""
    names = [column.name for column in view.columns if column.kind.numeric and column.role != "ignore"]
    if len(names) < 2:
        raise TooFewNumbersError(
            "A correlation takes two columns of numbers that are features or the target; this table has "
            f"{'one' if names else 'none'}."
        )
    shown = names[:MOST_COLUMNS]
    rows = view.sample(MOST_ROWS)
    values = np.stack([as_numbers(view.table.column(name).gather(rows)) for name in shown], axis=1)
    r, both = pearson(values)
    return Correlation(tuple(shown), r, both, len(names) - len(shown), len(rows), len(view.rows), view.told)


def pearson(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """r of each two columns of `values` (rows, n; NaN for a gap) over the rows that have both, and how many those are.

    r = (Σxy − Σx Σy / m) / √((Σx² − (Σx)² / m) (Σy² − (Σy)² / m)), the sums over the m rows with both.
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    counts = np.maximum(known.sum(axis=0), 1)
    reach = np.abs(filled).max(axis=0, initial=0.0)
    scaled = filled / np.where(reach > 0, reach, 1.0)
    # About their means: sums of squares of what is far from zero would lose the difference.
    centred = np.where(known, scaled - scaled.sum(axis=0) / counts, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / counts)
    varies = spread > 1e-12
    z = centred / np.where(varies, spread, 1.0)
    mask = known.astype(float)
    both = mask.T @ mask
    m = np.maximum(both, 1.0)
    sums, squares = z.T @ mask, (z**2).T @ mask
    shared = z.T @ z - sums * sums.T / m
    variance = squares - sums**2 / m
    product = np.sqrt(np.maximum(variance, 0.0) * np.maximum(variance.T, 0.0))
    r = np.full(both.shape, np.nan)
    usable = varies[:, None] & varies & (both > 1) & (product > 1e-9 * m)
    r[usable] = np.clip(shared[usable] / product[usable], -1.0, 1.0)
    return r, both.astype(np.int64)
