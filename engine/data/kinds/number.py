"""Columns of numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_numbers
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Seen
from engine.declare import setting

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class NumberFitted(Fitted):
    """A scaled number: x' = (x - offset) / scale; a gap becomes `fill` before it is scaled."""

    offset: float
    scale: float
    fill: float

    @property
    def names(self) -> tuple[str, ...]:
        """The column's own name."""
        return (self.column,)

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write the scaled numbers into `out` (rows, 1)."""
        values = as_numbers(series)
        missing = np.isnan(values)
        text = int(missing.sum()) - series.null_count()
        out[:, 0] = self.scaled(np.where(missing, self.fill, values) if missing.any() else values)
        return Seen(missing, text=text)

    def scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """x' of numbers in the column's own unit, cut off where single precision ends."""
        limit = float(np.finfo(np.float32).max)
        with np.errstate(over="ignore"):
            return np.clip((values - self.offset) / self.scale, -limit, limit)

    def decode(self, values: NDArray[Any]) -> NDArray[Any]:
        """Numbers in the column's own unit (float64) from scaled ones (rows, 1)."""
        return np.asarray(values, np.float64).reshape(-1) * self.scale + self.offset

    def explain(self, value: object) -> str:
        """The arithmetic for one cell."""
        number = _number(value)
        shown = "missing" if number is None else f"{number:g}"
        number = self.fill if number is None else number
        result = float(self.scaled(np.array([number]))[0])
        if (self.offset, self.scale) == (0.0, 1.0):
            return f"{shown} → {result:g}"
        return f"{shown} → ({number:g} − {self.offset:g}) / {self.scale:g} = {result:.3g}"

    def check(self) -> None:
        """The scale must not be zero."""
        if self.scale == 0:
            raise KindError(f"{self.column} has a scale of zero; numbers cannot be divided by it.")


@dataclass(frozen=True)
class Number(ColumnKind):
    """A measured or counted quantity.

    standardise: x' = (x − mean) / standard deviation.
    min-max: x' = (x − minimum) / (maximum − minimum), from 0 to 1.
    robust: x' = (x − median) / (third quartile − first quartile), hardly moved by outliers.
    none: x' = x.
    All are taken from the training rows. Where every training row holds the same number, x' is 0. Cells that hold
    text or an infinite number count as missing.
    """

    fitted = NumberFitted
    numeric = True
    rank = 1
    aliases = ("numeric", "continuous", "float", "integer", "real")

    scaling: str = setting(
        "standardise",
        "How the numbers are brought to a common size.",
        choices=("standardise", "min-max", "robust", "none"),
    )
    missing: str = setting(
        DROP, "What becomes of a gap.", label="missing values", choices=(DROP, "mean", "median", "zero")
    )

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is no finite number."""
        return np.isnan(as_numbers(series))

    def fit(self, series: pl.Series) -> NumberFitted:
        """Offset, scale and fill from the training rows. Raises KindError when there is no number at all."""
        values = as_numbers(series)
        values = values[~np.isnan(values)]
        if not len(values):
            raise KindError(
                f"{series.name} holds no number in the training rows; choose another kind or ignore it."
            )
        with np.errstate(over="ignore", invalid="ignore"):
            learned = (*self._scaling(values), self._fill(values))
        if not all(map(math.isfinite, learned)):
            raise KindError(
                f"The numbers in {series.name} are too large to work with; divide them beforehand."
            )
        return NumberFitted(series.name, self, *learned)

    def _scaling(self, values: NDArray[np.float64]) -> tuple[float, float]:
        low, high = float(values.min()), float(values.max())
        if self.scaling == "none":
            return 0.0, 1.0
        if low == high:
            return low, 1.0
        if self.scaling == "min-max":
            return low, high - low
        if self.scaling == "standardise":
            return float(values.mean()), float(values.std()) or 1.0
        first, median, third = (float(value) for value in np.percentile(values, (25, 50, 75)))
        return median, (third - first) or float(values.std()) or 1.0

    def _fill(self, values: NDArray[np.float64]) -> float:
        if self.missing == "zero":
            return 0.0
        return float(np.median(values) if self.missing == "median" else values.mean())


def _number(value: object) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if math.isfinite(number) else None
