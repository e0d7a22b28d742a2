"""Columns that name the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.data.kinds.base import ColumnKind
from engine.data.kinds.ignore import IgnoreFitted

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile


@dataclass(frozen=True)
class Identifier(ColumnKind):
    """The name or number of a row: it tells rows apart and says nothing about them.

    The network never sees it: it would learn the rows by heart. The column stays in the table and in written
    predictions.
    """

    title = "Identifier"
    fitted = IgnoreFitted
    rank = 7
    usable = False
    answers = False
    aliases = ("id", "key", "uuid", "index", "name")
    reason: ClassVar[str] = "identifier: every row differs"

    def width_for(self, profile: Profile) -> int:  # noqa: ARG002
        """None."""
        return 0

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """No gap matters."""
        return np.zeros(len(series), bool)

    def fit(self, series: pl.Series) -> IgnoreFitted:
        """Nothing is learned."""
        return IgnoreFitted(series.name, self)
