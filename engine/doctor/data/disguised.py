"""Labels that are dates or numbers in truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.cells import as_numbers, is_date
from engine.data.kinds.date_time import DateTime
from engine.data.kinds.number import Number
from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity, setting_kind

LOOKED_AT = 300


@dataclass(frozen=True)
class Disguised(Check):
    """Columns that are read as labels or texts though most of their cells are dates or numbers.

    As labels, 9 is no nearer to 10 than to 1000, and every new date is unknown.
    """

    title = "Dates and numbers read as labels"

    share: float = setting(0.9, "Share of cells from which on.", low=0.5, high=1)
    different: int = setting(12, "Different labels below which numbers may well be labels.", low=2, high=1000)

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for each."""
        for column in case.features:
            if (
                column.kind.kind() not in ("category", "text")
                or case.profiles[column.name].distinct < self.different
            ):
                continue
            cells = case.cells(column.name).drop_nulls().head(LOOKED_AT)
            texts = [str(cell) for cell in cells.to_list()]
            if not texts:
                continue
            dates = sum(map(is_date, texts)) / len(texts)
            numbers = float((as_numbers(cells) == as_numbers(cells)).mean())
            if dates >= self.share:
                yield self._finding(column.name, "dates", dates, DateTime())
            elif numbers >= self.share:
                yield self._finding(column.name, "numbers", numbers, Number())

    def _finding(self, name: str, what: str, share: float, kind: DateTime | Number) -> Finding:
        return Finding(
            self.kind(),
            Severity.HARMFUL,
            (name,),
            f"{name} is read as labels, but its cells are {what}.",
            f"{share:.0%} of the cells that were looked at",
            f"Read {name} as {kind.label().lower()}",
            setting_kind(kind, name),
        )
