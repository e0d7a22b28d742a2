"""What becomes of yes and no as the bar for a yes is lowered past every score there is. Nothing else lives here."""

from __future__ import annotations

import numpy as np

from engine.layers.base import Array


def hits_and_alarms(scores: Array, truth: Array) -> tuple[Array, Array]:
    """Rows that are yes, and that are not, among those with the highest scores: (n,) counts, one for each bar.

    `scores` (rows,) and `truth` (rows,) of bool. Rows of equal score pass the bar together. Both begin with 0.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(ranked) - 1)
    hits = np.cumsum(truth[order], dtype=np.int64)[ends]
    return np.append(0, hits), np.append(0, ends + 1 - hits)


def mean_over_classes(values: list[float]) -> float:
    """The mean of those that are defined; nan where none is."""
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")
