"""What a column holds, in numbers: gaps, extremes, the most frequent values, a tiny histogram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, as_numbers
from engine.data.source import Progress, report

if TYPE_CHECKING:
    import polars as pl

    from engine.data.kinds.base import ColumnKind
    from engine.data.table import Table

BINS = 20
TOP = 8

MOSTLY = 0.8
"""The share of its cells that must be numbers for a column with some texts to pass for a column of numbers."""


@dataclass(frozen=True)
class Profile:
    """A column at a glance.

    `numeric` tells which half matters: for numbers minimum, maximum, mean, standard deviation and a `histogram` of 20
    equal bins from minimum to maximum; for labels `top`, the most frequent with their counts, and a `histogram` of
    those counts (at most 20). Statistics are 0 where there is no number. `missing` counts gaps, `text_cells` cells of
    a numeric column that hold text or an infinite number; `distinct` the different values; `whole` says that all
    numbers are whole; `longest` is the number of letters in the longest cell.
    """

    rows: int
    missing: int
    distinct: int
    numeric: bool
    minimum: float = 0.0
    maximum: float = 0.0
    mean: float = 0.0
    std: float = 0.0
    whole: bool = False
    top: tuple[tuple[str, int], ...] = ()
    histogram: tuple[int, ...] = ()
    text_cells: int = 0
    longest: int = 0

    @property
    def present(self) -> int:
        """Cells that hold something."""
        return self.rows - self.missing


def profile(series: pl.Series, kind: ColumnKind | None = None) -> Profile:
    """Count one column. `kind` decides whether it is read as numbers or as labels; without it the cells do."""
    import polars as pl

    rows, missing = len(series), series.null_count()
    labels = as_labels(series) if series.dtype == pl.String else series
    counts = labels.drop_nulls().value_counts(sort=True)
    longest = _longest(series)
    values = _numbers(series, kind, rows - missing)
    if values is None:
        top = _top(counts, TOP)
        bars = tuple(int(count) for count in counts.to_series(1).head(BINS).to_list())
        return Profile(rows, missing, len(counts), False, top=top, histogram=bars, longest=longest)
    minimum, maximum, mean, std = _moments(values)
    return Profile(
        rows,
        missing,
        len(counts) if series.dtype != pl.String else len(np.unique(values)),
        True,
        minimum,
        maximum,
        mean,
        std,
        bool(len(values) and (values == np.rint(values)).all()),
        _top(counts, TOP),
        _histogram(values, minimum, maximum),
        rows - missing - len(values),
        longest,
    )


def profiles(table: Table, progress: Progress | None = None) -> dict[str, Profile]:
    """Every column's profile by name, read as its cells suggest. Raises Cancelled."""
    found = {}
    for number, name in enumerate(table.names):
        report(progress, number / len(table.names), "Counting values")
        found[name] = profile(table.column(name))
    report(progress, 1.0, "Counting values")
    return found


def _numbers(series: pl.Series, kind: ColumnKind | None, present: int) -> NDArray[np.float64] | None:
    """The column's numbers without gaps, or None when it is read as labels."""
    import polars as pl

    if kind is not None and not kind.numeric:
        return None
    if series.dtype != pl.String and not series.dtype.is_numeric() and kind is None:
        return None
    values = as_numbers(series)
    values = values[~np.isnan(values)]
    if kind is None and series.dtype == pl.String and len(values) < max(MOSTLY * present, 1):
        return None
    return values


def _longest(series: pl.Series) -> int:
    import polars as pl

    if series.dtype != pl.String:
        return 0
    return int(series.str.len_chars().max() or 0)  # type: ignore[arg-type]


def _top(counts: pl.DataFrame, limit: int) -> tuple[tuple[str, int], ...]:
    first = counts.head(limit)
    return tuple(zip(as_labels(first.to_series(0)).to_list(), first.to_series(1).to_list(), strict=True))


def _moments(values: NDArray[np.float64]) -> tuple[float, float, float, float]:
    if not len(values):
        return 0.0, 0.0, 0.0, 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        mean, std = float(values.mean()), float(values.std())
    return float(values.min()), float(values.max()), _finite(mean), _finite(std)


def _finite(value: float) -> float:
    """0 where a sum of very large numbers left the range of numbers."""
    return value if np.isfinite(value) else 0.0


def _histogram(values: NDArray[np.float64], minimum: float, maximum: float) -> tuple[int, ...]:
    """Counts of 20 equal bins from minimum to maximum; a single bar when there is one value only."""
    if not len(values):
        return ()
    width = maximum / BINS - minimum / BINS
    if width <= 0:
        return (len(values),)
    place = np.clip((values / width - minimum / width).astype(np.int64), 0, BINS - 1)
    return tuple(np.bincount(place, minlength=BINS).tolist())
