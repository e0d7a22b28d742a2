"""What the rows of a table are divided by: the columns that a split names, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.data.cells import as_labels, as_numbers
from engine.data.moments import moments, spellings
from engine.data.names import few
from engine.data.split import IN_FILE, NOWHERE, TEST, TRAIN, VALIDATION, Codes, Keys, Split, SplitError

if TYPE_CHECKING:
    import polars as pl

    from engine.data.table import Table

WORDS: Mapping[str, int] = {
    **dict.fromkeys(("train", "training", "learn", "tr", "fit"), TRAIN),
    **dict.fromkeys(("validation", "valid", "validate", "val", "dev", "development", "eval"), VALIDATION),
    **dict.fromkeys(("test", "testing", "holdout", "hold-out", "ts"), TEST),
}
"""The words that say which part a row is in, in small letters."""


def keys_of(table: Table, how: Split) -> Keys:
    """The columns that the split names, as numbers. Raises SplitError where one is not there, or of no use."""
    for name in (how.order, how.group, how.assigned):
        if name and name not in table.names and name != IN_FILE:
            raise SplitError(
                f"The rows are to be divided by {name}, but the table has no such column; it has {few(table.names)}."
            )
    return Keys(
        _ranks(table, how.order) if how.order else None,
        codes_of(table.column(how.group)) if how.group else None,
        _parts(table.column(how.assigned)) if how.assigned else None,
    )


def _ranks(table: Table, name: str) -> Codes:
    return (
        np.arange(table.rows) if name == IN_FILE and name not in table.names else ranks_of(table.column(name))
    )


def ranks_of(cells: pl.Series) -> Codes:
    """The place of each cell in the order of numbers, of moments or of letters, equal for equal cells; -1 for a gap."""
    import polars as pl

    values: pl.Series
    if cells.dtype != pl.String or not np.isnan(as_numbers(cells)).all():
        values = pl.Series(as_numbers(cells)).fill_nan(None)
    else:
        read = moments(cells, spellings(cells))
        values = cells if read.null_count() == len(read) else read
    return (values.rank("dense").cast(pl.Int64) - 1).fill_null(NOWHERE).to_numpy()


def codes_of(cells: pl.Series) -> Codes:
    """A number for each different cell; -1 for a gap."""
    import polars as pl

    return (as_labels(cells).rank("dense").cast(pl.Int64) - 1).fill_null(NOWHERE).to_numpy()


def _parts(cells: pl.Series) -> Codes:
    """The part that each cell names; -1 for what is no such word."""
    labels = as_labels(cells)
    found = {
        label: WORDS.get(label.strip().casefold(), NOWHERE)
        for label in labels.drop_nulls().unique().to_list()
    }
    if TRAIN not in found.values():
        raise SplitError(
            f"{cells.name} should say which part a row is in, but holds {few(tuple(found)) or 'nothing'}; it must "
            "hold train, and may hold validation and test."
        )
    return np.array([NOWHERE if label is None else found[label] for label in labels.to_list()], np.int8)
