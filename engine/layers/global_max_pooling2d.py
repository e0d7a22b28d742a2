"""The greatest number of a whole picture, channel by channel."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Step
from engine.layers.families.global_pooling import GlobalPooling, greatest


@dataclass(frozen=True)
class GlobalMaxPooling2D(GlobalPooling):
    """Sums up a whole picture in one number for each channel: how strongly it shows at its best place.

    y[c] = max over p, q of x[p, q, c]
    Backward all of the slope goes to the place that was greatest, the first of equal ones.
    """

    title = "Global max 2D"
    aliases = ("GlobalMaxPooling2D", "AdaptiveMaxPool2d", "GlobalMaxPool2D", "globalMaxPooling2dLayer", "GMP")
    listed = 30

    def bind(self, cell: Cell) -> Step:
        """y = the greatest over all places; dx = dy at the first that is greatest, else 0."""
        return greatest(cell)
