"""The mean of a whole sequence, channel by channel."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Step
from engine.layers.families.global_pooling import GlobalPooling, mean, mean_of_real


@dataclass(frozen=True)
class GlobalAveragePooling1D(GlobalPooling):
    """Sums up a whole sequence in one number for each channel: how strongly it shows on average.

    y[c] = mean over t of x[t, c]
    Steps that a mask says are padding do not count.
    """

    title = "Global average 1D"
    rank = 1
    listed = 60
    aliases = (
        "GlobalAveragePooling1D",
        "AdaptiveAvgPool1d",
        "GlobalAvgPool1D",
        "globalAveragePooling1dLayer",
        "mean pooling",
        "average over time",
    )
    backward_reads_x = backward_reads_y = False

    def bind(self, cell: Cell) -> Step:
        """y = the mean over the steps that are real; dx = dy / their number."""
        mask = cell.mask
        return mean(cell) if mask is None else mean_of_real(cell, mask)
