"""Windows of a time series: what came before a row, from which the row's target is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dividing import codes_of, ranks_of
from engine.data.names import few
from engine.data.split import NOWHERE, Parts, Rows, SplitError
from engine.declare import Declared, setting

if TYPE_CHECKING:
    from engine.data.table import Table


MOST = 10_000
"""Rows that may be looked back over."""


@dataclass(frozen=True)
class Window(Declared):
    """How far back the network sees when it predicts a row of a series.

    The target of row t is told from the rows t - h - n + 1 up to t - h, with n rows of the past and the horizon h; rows
    are counted in the order of a column, and within a series where several are in one table. Windows that reach into
    another part of the rows, or back beyond the beginning, are left out.
    """

    past: int = setting(0, "Rows of the past that are seen; 0: each row is told by itself.", low=0, high=MOST)
    horizon: int = setting(1, "How many rows ahead is predicted.", low=1, high=MOST)
    stride: int = setting(
        1, "Every how many rows there is a window to train on.", low=1, high=MOST, advanced=True
    )
    order: str = setting("", "The column that rows are put in order by; none: the order of the file.")
    series: str = setting("", "The column that says which series a row belongs to; none: there is one.")
    own: bool = setting(True, "Let the target's own past be seen.", label="the target's past")

    @property
    def on(self) -> bool:
        """Whether the past is seen at all."""
        return self.past > 0

    def track(self, table: Table) -> Track:
        """The rows of a table in order. Raises SplitError where a column that this asks for is not there."""
        for name in (self.order, self.series):
            if name and name not in table.names:
                raise SplitError(
                    f"Rows are to be put in order by {name}, but the table has no such column; it has "
                    f"{few(table.names)}."
                )
        ranks = ranks_of(table.column(self.order)) if self.order else np.arange(table.rows)
        series = codes_of(table.column(self.series)) if self.series else np.zeros(table.rows, np.int64)
        return Track.of(ranks, series, self)


class Coming(NamedTuple):
    """Rows that are not there yet: the last row of the series, how many rows after it, and the past (n, past)."""

    last: Rows
    steps: Rows
    past: Rows


@dataclass(frozen=True, eq=False)
class Track:
    """The rows of a table one after the other, series by series.

    `rows` are row numbers in order, `place` says where each row of the table stands among them (NOWHERE: it has no
    place in the order), and `first` where the series of each place begins.
    """

    rows: Rows
    place: Rows
    first: Rows
    window: Window

    @classmethod
    def of(cls, ranks: NDArray[Any], series: NDArray[Any], window: Window) -> Track:
        """From the place of each row in the order and the number of its series, NOWHERE for those without."""
        kept = np.flatnonzero((ranks != NOWHERE) & (series != NOWHERE))
        rows = kept[np.lexsort((kept, ranks[kept], series[kept]))]
        place = np.full(len(ranks), NOWHERE, np.int64)
        place[rows] = np.arange(len(rows))
        sorted_series = series[rows]
        begins = np.flatnonzero(np.diff(sorted_series, prepend=NOWHERE - 1))
        first = np.repeat(begins, np.diff(begins, append=len(rows)))
        return cls(rows, place, first, window)

    def past(self, rows: Rows) -> Rows:
        """The numbers of the rows that are seen for each of these (n, past), the earliest first; all reach back."""
        window = self.window
        back = np.arange(-window.horizon - window.past + 1, -window.horizon + 1)
        seen: Rows = self.rows[self.place[rows][:, None] + back]
        return seen

    def last(self, rows: Rows) -> Rows:
        """The number of the latest row that is seen for each of these (n,)."""
        seen: Rows = self.rows[self.place[rows] - self.window.horizon]
        return seen

    def coming(self) -> Coming:
        """The rows that would come next in each series, as far as their past is there: up to the horizon."""
        window = self.window
        ends = np.flatnonzero(np.diff(self.first, append=-1))
        steps = np.tile(np.arange(1, window.horizon + 1), len(ends))
        ends = np.repeat(ends, window.horizon)
        back = np.arange(-window.horizon - window.past + 1, -window.horizon + 1)
        places = (ends + steps)[:, None] + back
        there = places[:, 0] >= self.first[ends] if len(ends) else np.zeros(0, bool)
        return Coming(self.rows[ends[there]], steps[there], self.rows[places[there]])

    @cached_property
    def reaching(self) -> NDArray[np.bool_]:
        """Which rows of the table have all of their past within their series."""
        reach = self.window.horizon + self.window.past - 1
        found: NDArray[np.bool_] = self.place != NOWHERE
        placed = self.place[found]
        found[found] = placed - self.first[placed] >= reach
        return found

    def whole(self, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which rows of the table reach back over rows that are all `good` (one bool per row)."""
        found = self.reaching.copy()
        bad = np.concatenate([[0], np.cumsum(~good[self.rows])])
        stop = self.place[found] - self.window.horizon + 1
        found[found] = bad[stop] == bad[stop - self.window.past]
        return found

    def within(self, parts: Parts) -> Parts:
        """The rows of each part whose past is in the same part; of the training rows every `stride`-th."""
        kept = []
        for number, rows in enumerate((parts.train, parts.validation, parts.test)):
            inside = np.zeros(len(self.place), bool)
            inside[rows] = True
            found = rows[self.whole(inside)[rows]]
            if number == 0 and self.window.stride > 1:
                steps = self.place[found] - self.first[self.place[found]]
                found = found[steps % self.window.stride == 0]
            kept.append(found)
        return Parts(*kept)
