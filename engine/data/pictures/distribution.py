"""How often each value of a column occurs, class by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.pictures.view import Axis, Floats, View

BINS = 30
UNKNOWN = "no class"
EXACT = 2.0**52
"""Below it, halves of whole numbers are numbers of their own."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Counts (classes, bins). Bin i is from `edges[i]` to `edges[i + 1]`, or the place of `names[i]`.

    Without classes there is one line of counts and no label. `missing` counts rows without a place on the axis, and
    `told` says which rows there are.
    """

    column: str
    edges: Floats
    counts: NDArray[np.int64]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    moments: bool
    missing: int
    target: str
    told: str


def distribution(view: View, name: str) -> Distribution:
    """Count a column: numbers and moments in 30 equal bins from the least to the greatest, labels one by one."""
    axis, classes = view.axis(name), view.classes()
    labels: tuple[str, ...] = ()
    codes = np.zeros(len(axis.values), np.int64)
    if classes is not None and classes.column != name:
        labels, codes = classes.labels, classes.codes.astype(np.int64)
        if (codes < 0).any():
            codes, labels = np.where(codes < 0, len(labels), codes), (*labels, UNKNOWN)
    edges = _edges(axis)
    known = np.isfinite(axis.values)
    bins = len(edges) - 1
    places = np.clip(np.searchsorted(edges, axis.values[known], "right") - 1, 0, bins - 1)
    size = max(1, len(labels))
    counts = np.bincount(codes[known] * bins + places, minlength=size * bins).reshape(size, bins)
    return Distribution(
        name,
        edges,
        counts,
        labels,
        axis.names,
        axis.moments,
        int((~known).sum()),
        classes.column if classes is not None and labels else "",
        view.told,
    )


def _edges(axis: Axis) -> Floats:
    if axis.names:
        return np.arange(len(axis.names) + 1, dtype=np.float64) - 0.5
    known = axis.values[np.isfinite(axis.values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    whole = not axis.moments and max(abs(low), abs(high)) < EXACT and bool((known == np.rint(known)).all())
    if whole and high - low < BINS:  # A bin for each whole number, with that number in its middle.
        return np.arange(low, high + 2, dtype=np.float64) - 0.5
    if low == high:
        room = max(0.5, abs(low) * 1e-6)
        low, high = low - room, high + room
    return np.linspace(low, high, BINS + 1, dtype=np.float64)
