"""The colours of classes and of numbers, the same in every picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from designer.charts.thumbnail import colour_table
from designer.theme import Theme

STEPS = 255


def class_colours(theme: Theme) -> tuple[str, ...]:
    """Colours for eight classes; with more they begin again."""
    families = theme.families
    return (
        theme.weights.positive,
        theme.weights.negative,
        theme.series.test,
        families.activation,
        families.convolution,
        families.pooling,
        families.data,
        theme.muted,
    )


def class_colour(theme: Theme, place: int) -> str:
    """The colour of the class at a place."""
    colours = class_colours(theme)
    return colours[place % len(colours)]


def number_colours(theme: Theme, values: NDArray[np.floating], steps: int = STEPS) -> NDArray[np.uint8]:
    """(rows, 3) red, green, blue for numbers from their least (orange) over their middle to their greatest (blue).

    `steps` different colours, an odd number so that one of them is the middle.
    """
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    shares = np.full(len(values), 0.5)
    if high / 2 > low / 2:
        shares = (values / 2 - low / 2) / (high / 2 - low / 2)
    places = np.rint(np.nan_to_num(shares, nan=0.5) * (steps - 1)).astype(np.int64)
    return colour_table(theme, steps)[places]
