"""Columns that stay out of the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.kinds.base import ColumnKind, Fitted, Seen
from engine.declare import setting

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile


@dataclass(frozen=True)
class IgnoreFitted(Fitted):
    """Nothing: no features, whatever the cells."""

    @property
    def names(self) -> tuple[str, ...]:
        """No name."""
        return ()

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:  # noqa: ARG002
        """Leave `out` (rows, 0) as it is."""
        return Seen(np.zeros(len(series), bool))

    def decode(self, values: NDArray[Any]) -> NDArray[Any]:
        """One None per row."""
        return np.full(len(values), None, object)

    def explain(self, value: object) -> str:
        """That nothing becomes of it."""
        return f"{'missing' if value is None else value} → left out"


class LeftOut(ColumnKind):
    """A kind whose columns stay out of the network; they stay in the table and in written predictions."""

    fitted = IgnoreFitted
    usable = False
    answers = False

    def width_for(self, profile: Profile) -> int:  # noqa: ARG002
        """None."""
        return 0

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """No gap matters."""
        return np.zeros(len(series), bool)

    def fit(self, series: pl.Series) -> IgnoreFitted:
        """Nothing is learned."""
        return IgnoreFitted(series.name, self)


@dataclass(frozen=True)
class Ignore(LeftOut):
    """Left out: the network never sees it.

    The column stays in the table and in written predictions.
    """

    rank = 8
    aliases = ("skip", "drop", "none")

    reason: str = setting("", "Why it is left out.", advanced=True)
