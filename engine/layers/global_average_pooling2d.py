"""The mean of a whole picture, channel by channel."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Step
from engine.layers.families.global_pooling import GlobalPooling, mean


@dataclass(frozen=True)
class GlobalAveragePooling2D(GlobalPooling):
    """Sums up a whole picture in one number for each channel: how strongly it shows on average.

    y[c] = mean over p, q of x[p, q, c]
    Lin, Chen and Yan 2013, "Network In Network".
    """

    title = "Global average 2D"
    aliases = (
        "GlobalAveragePooling2D",
        "AdaptiveAvgPool2d",
        "GlobalAvgPool2D",
        "globalAveragePooling2dLayer",
        "GAP",
        "mean pooling",
    )
    listed = 20
    backward_reads_x = backward_reads_y = False

    def bind(self, cell: Cell) -> Step:
        """y = the mean over all places; dx = dy / their number."""
        return mean(cell)
