"""Finding rows: those that hold a text, or whose column compares with a value. polars is imported on first use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, as_numbers, is_number

if TYPE_CHECKING:
    import polars as pl

    from engine.data.table import Table

Rows = NDArray[np.int64]
_COMPARED = re.compile(r"\s*(?P<name>.+?)\s*(?P<sign><=|>=|!=|<|>|=)\s*(?P<value>.*?)\s*")


def found_rows(table: Table, text: str) -> Rows:
    """The numbers of the rows that a text asks for, ascending.

    "age > 30", "island = Dream", "sex != male" and "sex =" (a gap) compare a column; anything else is looked for in
    every cell, whether its letters are large or small. An empty text asks for all rows.
    """
    wanted = text.strip()
    if not wanted:
        return np.arange(table.rows)
    compared = _COMPARED.fullmatch(wanted)
    if compared is not None and compared["name"] in table.names:
        return np.flatnonzero(_compared(table.column(compared["name"]), compared["sign"], compared["value"]))
    holds = np.zeros(table.rows, bool)
    for name in table.names:
        cells = as_labels(table.column(name))
        holds |= (
            cells.str.to_lowercase().str.contains(wanted.lower(), literal=True).fill_null(False).to_numpy()
        )
    return np.flatnonzero(holds)


def order_of(cells: pl.Series, descending: bool = False) -> Rows:
    """The rows in the order of a column, equal ones as they were; gaps come last."""
    ranked = cells.rank("dense", descending=descending).fill_null(len(cells) + 1).to_numpy()
    return np.argsort(ranked, kind="stable")


def _compared(cells: pl.Series, sign: str, value: str) -> NDArray[np.bool_]:
    """True where a cell compares so with a value: as numbers where both are, else as texts."""
    if not value:
        gaps: NDArray[np.bool_] = cells.is_null().to_numpy()
        return gaps if sign == "=" else ~gaps
    if is_number(value) and (numbers := as_numbers(cells)).size and not np.isnan(numbers).all():
        compared = _compare(numbers, sign, float(value))
        return np.logical_and(compared, ~np.isnan(numbers))
    labels = as_labels(cells)
    known: NDArray[np.bool_] = labels.is_not_null().to_numpy()
    texts = labels.fill_null("").to_numpy()
    return np.logical_and(_compare(texts, sign, value), known)


def _compare(values: NDArray[np.generic], sign: str, value: float | str) -> NDArray[np.bool_]:
    signs = {"=": "__eq__", "!=": "__ne__", "<": "__lt__", ">": "__gt__", "<=": "__le__", ">=": "__ge__"}
    found: NDArray[np.bool_] = np.asarray(getattr(values, signs[sign])(value), bool)
    return found
