"""What a cell or a column says: a gap, a number, a label. polars is imported inside, on first use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

MISSING = (
    "", "NA", "N/A", "n/a", "na", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "Null", "None", "none", "NONE",
    "?", "-", ".", "Na", "N/a", "N.A.", "n.a.", "<NA>", "#NA", "#N/A N/A", "-NaN", "-nan", "1.#QNAN", "-1.#IND",
    "(null)", "\\N", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "–", "—",
)  # fmt: skip
"""Spellings of "no value here"; a cell that holds one of these and nothing else is a gap."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA_NUMBER = re.compile(r"[+-]?(\d+,\d+|,\d+)([eE][+-]?\d+)?")
_DATE = re.compile(
    r"(\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))"
    r"([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
    r"|(\d{1,2}[ -])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -,]{0,2}(\d{1,2},? )?\d{2,4}",
    re.IGNORECASE,
)


def is_missing(cell: str) -> bool:
    """Whether the cell's text stands for a missing value."""
    return cell.strip() in MISSING


def is_number(cell: str) -> bool:
    """Whether the cell's text is a number with a decimal point (or none)."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_comma_number(cell: str) -> bool:
    """Whether the cell's text is a number that only a decimal comma explains, such as 1,5."""
    return _COMMA_NUMBER.fullmatch(cell.strip()) is not None


def is_date(cell: str) -> bool:
    """Whether the cell's text looks like a date, a month or a time of day."""
    return _DATE.fullmatch(cell.strip()) is not None


def as_numbers(series: pl.Series) -> NDArray[np.float64]:
    """A column's cells as float64; NaN where there is none, where it is no number, or where it is infinite."""
    import polars as pl

    if series.dtype == pl.String:
        series = series.str.strip_chars()
    values = series.cast(pl.Float64, strict=False).to_numpy()
    finite = np.isfinite(values)
    return values if finite.all() else np.where(finite, values, np.nan)


def as_labels(series: pl.Series) -> pl.Series:
    """A column's cells as texts, null where there is none: 3 and 3.0 are both "3"."""
    import polars as pl

    if series.dtype == pl.String:
        return series
    texts = series.cast(pl.String)
    return texts.str.strip_suffix(".0") if series.dtype.is_float() else texts


def text_cells(series: pl.Series) -> int:
    """How many cells hold something that is no finite number."""
    return int(np.isnan(as_numbers(series)).sum()) - series.null_count()


def empty(series: pl.Series) -> NDArray[np.bool_]:
    """True where a cell holds nothing."""
    return series.is_null().to_numpy()


def in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels as a person would list them: by value when all are numbers, else by letters."""
    found = list(labels)
    if all(is_number(label) for label in found):
        return tuple(sorted(found, key=lambda label: (float(label), label)))
    return tuple(sorted(found, key=lambda label: (label.casefold(), label)))
