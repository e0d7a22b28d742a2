"""The greatest number of a whole sequence, channel by channel."""

from __future__ import annotations

from dataclasses import dataclass

from engine.layers.base import Cell, Step
from engine.layers.families.global_pooling import GlobalPooling, greatest


@dataclass(frozen=True)
class GlobalMaxPooling1D(GlobalPooling):
    """Sums up a whole sequence in one number for each channel: how strongly it shows at its best step.

    y[c] = max over t of x[t, c]
    Backward all of the slope goes to the step that was greatest, the first of equal ones. Masks do not count, as in
    Keras.
    """

    title = "Global max 1D"
    rank = 1
    listed = 70
    aliases = (
        "GlobalMaxPooling1D",
        "AdaptiveMaxPool1d",
        "GlobalMaxPool1D",
        "globalMaxPooling1dLayer",
        "max over time",
    )

    def bind(self, cell: Cell) -> Step:
        """y = the greatest over all steps; dx = dy at the first that is greatest, else 0."""
        return greatest(cell)
