"""Features that give the target away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, as_numbers
from engine.data.kinds.base import codes, counted
from engine.data.recipe import Column
from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity, ignoring

if TYPE_CHECKING:
    import polars as pl

LEAST = 30
"""Training rows below which nothing is said: by chance, few rows are told by anything."""


@dataclass(frozen=True)
class Leak(Check):
    """A single feature that tells the target all but for sure.

    Such a feature is often the target in other words, or was written down after the fact; where the network is used it
    will not be there. For numbers the evidence is the correlation r; for classes, how many training rows are told right
    by the commonest class of each label, or how seldom the class changes in the order of a number.
    """

    title = "The answer among the features"

    certain: float = setting(
        0.995, "Correlation, or share of rows told right, from which on.", low=0.5, high=1
    )

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for each."""
        target = case.target
        if target is None or len(case.rows) < LEAST or case.recipe.window.on:
            return
        for column in case.features:
            share, how = self._told(case, column, target)
            if share >= self.certain:
                yield Finding(
                    self.kind(),
                    Severity.WRONG,
                    (column.name,),
                    f"{column.name} alone tells {target.name}: is it known before {target.name} is?",
                    how,
                    f"Ignore {column.name}",
                    ignoring(column.name),
                )

    def _told(self, case: Case, column: Column, target: Column) -> tuple[float, str]:
        """How surely a feature tells the target, and the evidence in words."""
        if target.kind.numeric:
            if not column.kind.numeric:
                return 0.0, ""
            r = correlation(as_numbers(case.cells(column.name)), as_numbers(case.cells(target.name)))
            return r, f"correlation {r:.4f} in {len(case.rows):,} training rows"
        cells = case.cells(target.name)
        classes = codes(cells, tuple(counted(cells)))
        share = largest_share(classes)
        if not share or share >= 0.9:
            return 0.0, ""
        if column.kind.numeric:
            return in_order(as_numbers(case.cells(column.name)), classes)
        return by_value(as_labels(case.cells(column.name)), classes)


def largest_share(classes: NDArray[np.int32]) -> float:
    """The share of the most frequent class; 0 where too few are known."""
    known = classes[classes >= 0]
    return float(np.bincount(known).max() / len(known)) if len(known) >= LEAST else 0.0


def by_value(values: pl.Series, classes: NDArray[np.int32]) -> tuple[float, str]:
    """The share of rows of the commonest class of their label; 0 where labels hardly come twice."""
    found = (values.rank("dense").cast(int) - 1).fill_null(-1).to_numpy()
    known = (classes >= 0) & (found >= 0)
    labels, truth = found[known], classes[known]
    if len(labels) < LEAST or len(np.unique(labels)) > len(labels) / 3:
        return 0.0, ""
    table = np.zeros((int(labels.max()) + 1, int(truth.max()) + 1), np.int64)
    np.add.at(table, (labels, truth), 1)
    right = int(table.max(axis=1).sum())
    return right / len(labels), f"{right:,} of {len(labels):,} training rows are told right by it alone"


def in_order(numbers: NDArray[np.float64], classes: NDArray[np.int32]) -> tuple[float, str]:
    """How seldom the class changes when rows are put in the order of a number: 1 for once between any two classes."""
    known = (classes >= 0) & ~np.isnan(numbers)
    values, truth = numbers[known], classes[known]
    if len(values) < LEAST:
        return 0.0, ""
    # Rows of equal numbers have no order: all but those of their commonest class count as changes.
    kinds = int(truth.max()) + 1
    pairs, rows = np.unique(np.unique(values, return_inverse=True)[1] * kinds + truth, return_counts=True)
    order = np.lexsort((rows, pairs // kinds))
    last = order[np.flatnonzero(np.diff(pairs[order] // kinds, append=-1))]
    changes = int(np.count_nonzero(np.diff(pairs[last] % kinds)) + len(values) - rows[last].sum())
    least = len(np.unique(truth)) - 1
    share = 1 - (changes - least) / len(values)
    often = "once" if changes == 1 else f"{changes:,} times"
    return share, f"in its order, the class of {len(values):,} training rows changes {often}"


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The size of Pearson's r over the rows that have both numbers; 0 where one of them does not vary."""
    both = ~(np.isnan(one) | np.isnan(other))
    if both.sum() < LEAST:
        return 0.0
    x, y = one[both] - one[both].mean(), other[both] - other[both].mean()
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return abs(float(x @ y)) / scale if scale > 0 and np.isfinite(scale) else 0.0
