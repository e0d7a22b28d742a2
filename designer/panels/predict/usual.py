"""The usual row of a table: the middle of every number, the most frequent of every label. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.data.kinds.base import Fitted
from engine.data.preparation import Preparation
from engine.data.table import Table


@dataclass(frozen=True)
class Usual:
    """`row` has a value for each column; `ranges` the least and the largest number where a table tells them."""

    row: Mapping[str, object]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def usual(preparation: Preparation, table: Table | None) -> Usual:
    """What is usual in the table, or by what was learned from the training rows where there is no table."""
    row: dict[str, object] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for fitted in preparation.columns:
        name = fitted.column
        row[name] = learned(fitted)
        if table is None or name not in table.names or fitted.labels:
            continue
        numbers = _numbers(table, name)
        if len(numbers):
            row[name] = float(np.median(numbers))
            ranges[name] = float(numbers.min()), float(numbers.max())
    return Usual(row, ranges)


def learned(fitted: Fitted) -> object:
    """What the training rows hold most often, or the number that stands for a gap there."""
    if fitted.labels:
        return fitted.labels[int(getattr(fitted, "frequent", 0))]
    return float(getattr(fitted, "fill", 0.0))


def _numbers(table: Table, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    from engine.data.cells import as_numbers

    values = as_numbers(table.column(name))
    return values[~np.isnan(values)]
