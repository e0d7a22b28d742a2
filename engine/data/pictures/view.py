"""The rows of a table that may be looked at, and its columns as axes and classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import as_labels, as_numbers, in_order
from engine.data.kinds.base import codes, counted
from engine.data.moments import moments, spellings
from engine.data.split import Rows

if TYPE_CHECKING:
    from engine.data.recipe import Column, Recipe
    from engine.data.split import Parts
    from engine.data.table import Table

Floats = NDArray[np.float64]
Codes = NDArray[np.integer]

MOST_POINTS = 10_000
"""Of more rows a sample is taken where each is drawn, the same every time."""
MOST_NAMES = 24
"""Different labels that an axis has a place for, the most frequent ones."""
MOST_CLASSES = 8
"""Classes that are told apart; with more, the rarest are gathered."""
OTHERS = "others"
FURTHEST = 1e150
"""Numbers further from zero have no place on an axis: its length must be a number, too, and so must its square."""


@dataclass(frozen=True, eq=False)
class Axis:
    """A column as places along a line: numbers, seconds since 1970 (`moments`), or places of `names`; NaN where a
    row has no place."""

    column: str
    values: Floats
    names: tuple[str, ...] = ()
    moments: bool = False


@dataclass(frozen=True, eq=False)
class Classes:
    """The target's classes: of each row its place among the `labels`, -1 where it has none."""

    column: str
    labels: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True, eq=False)
class View:
    """A table and the `rows` of it that may be seen; `sealed` counts those that may not.

    `divided` is False while it is not settled which rows are to test, so that all are seen.
    """

    table: Table
    recipe: Recipe
    rows: Rows
    sealed: int = 0
    divided: bool = True

    @classmethod
    def of(cls, table: Table, recipe: Recipe, parts: Parts | None) -> Self:
        """Every row that is no test row: those that train or validate, and those that are left out for a gap."""
        seen = np.ones(table.rows, bool)
        if parts is not None:
            seen[parts.test] = False
        rows = np.flatnonzero(seen)
        return cls(table, recipe, rows, table.rows - len(rows), parts is not None)

    @property
    def told(self) -> str:
        """Which rows these are, in a few words."""
        seen = "1 row" if len(self.rows) == 1 else f"{len(self.rows):,} rows"
        if not self.divided:
            return f"all {seen}: no test row is set aside yet"
        return f"{seen}, {self.sealed:,} test rows sealed" if self.sealed else f"{seen}, none is to test"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The recipe's columns that the table has."""
        return tuple(column for column in self.recipe.columns if column.name in self.table.names)

    @cached_property
    def target(self) -> Column | None:
        """The target, if the table has it."""
        return next((column for column in self.columns if column.role == "target"), None)

    def sample(self, most: int = MOST_POINTS) -> Rows:
        """At most so many of the rows, in order, the same ones every time."""
        if len(self.rows) <= most:
            return self.rows
        return np.sort(np.random.default_rng(0).choice(self.rows, most, replace=False))

    def axis(self, name: str, rows: Rows | None = None) -> Axis:
        """A column as an axis: numbers and moments as they are, of anything else the most frequent labels."""
        rows = self.rows if rows is None else rows
        cells = self.table.column(name)
        kind = self.recipe.column(name).kind
        if kind.numeric or (cells.dtype.is_numeric() and not kind.usable):
            numbers = as_numbers(cells.gather(rows))
            return Axis(name, np.where(np.abs(numbers) <= FURTHEST, numbers, np.nan))
        if kind.kind() == "date_time":
            read = moments(cells.gather(rows), spellings(cells))
            seconds = read.dt.epoch("us").cast(float).to_numpy() / 1e6
            return Axis(name, seconds, moments=True)
        frequent = tuple(counted(cells.gather(self.rows)))[:MOST_NAMES]
        names = in_order(frequent)
        places = codes(cells.gather(rows), names).astype(float)
        return Axis(name, np.where(places < 0, np.nan, places), names)

    def classes(self, rows: Rows | None = None) -> Classes | None:
        """The target's classes for these rows; None where there is no target, or where it is a number."""
        target = self.target
        if target is None or target.kind.numeric:
            return None
        counts = counted(self.table.column(target.name).gather(self.rows))
        rare = len(counts) > MOST_CLASSES
        labels = in_order(tuple(counts)[: MOST_CLASSES - 1 if rare else MOST_CLASSES])
        cells = as_labels(self.table.column(target.name).gather(self.rows if rows is None else rows))
        found = codes(cells, labels)
        if rare:
            found = np.where((found < 0) & cells.is_not_null().to_numpy(), len(labels), found)
            labels = (*labels, OTHERS)
        return Classes(target.name, labels, found)
