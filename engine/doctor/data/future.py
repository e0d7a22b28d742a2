"""What would not be known yet when it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.cells import as_numbers
from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity, ignoring, splitting
from engine.doctor.data.leak import correlation


@dataclass(frozen=True)
class Future(Check):
    """Rows of later days that teach what is asked of earlier ones, and features that know the target ahead.

    Where rows have a date and are dealt at random, the network is tested on days between those that it has seen: that
    is easier than telling what comes. In a window of the past, a feature whose last seen value is the target itself
    knows the future.
    """

    title = "Knowledge of the future"

    certain: float = setting(
        0.999, "Correlation from which on a feature knows the target ahead.", low=0.5, high=1
    )

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for each."""
        how = case.recipe.split
        if case.recipe.window.on:
            yield from self._ahead(case)
        elif case.recipe.dates and not (how.order or how.group or how.assigned) and how.shuffle:
            name = case.recipe.dates[0]
            if case.profiles[name].distinct > 10:
                yield Finding(
                    self.kind(),
                    Severity.NOTEWORTHY,
                    (name,),
                    f"Rows are dealt at random though they have a date: rows of later {name} teach what is asked of "
                    "earlier ones. If the network is to tell what comes, let the latest rows test.",
                    f"{case.profiles[name].distinct:,} different dates",
                    f"Divide in the order of {name}",
                    splitting(order=name),
                )

    def _ahead(self, case: Case) -> Iterator[Finding]:
        target, track = case.target, None if case.prepared is None else case.prepared.track
        if target is None or track is None or not target.kind.numeric:
            return
        rows = case.rows[track.reaching[case.rows]]
        truth = as_numbers(case.table.column(target.name))[rows]
        own = correlation(as_numbers(case.table.column(target.name))[track.last(rows)], truth)
        for column in case.features:
            if not column.kind.numeric:
                continue
            r = correlation(as_numbers(case.table.column(column.name))[track.last(rows)], truth)
            if r >= self.certain and r > own + (1 - self.certain):
                yield Finding(
                    self.kind(),
                    Severity.WRONG,
                    (column.name,),
                    f"{column.name} knows {target.name} ahead: its last seen value is nearly the target itself.",
                    f"correlation {r:.5f}, that of {target.name}'s own last value is {own:.5f}",
                    f"Ignore {column.name}",
                    ignoring(column.name),
                )
