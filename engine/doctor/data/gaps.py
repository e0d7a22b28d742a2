"""Gaps that cost rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.kinds.base import DROP
from engine.declare import setting, settings_of
from engine.doctor.data.base import Case, Check, Finding, Severity, changing


@dataclass(frozen=True)
class Gaps(Check):
    """Columns whose gaps leave many rows out.

    A row is left out for a single gap, whatever else it tells. Filled with what is usual, it can still teach.
    """

    title = "Rows lost to gaps"

    share: float = setting(0.1, "Share of rows from which on.", low=0, high=1)

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for each column."""
        for column in case.features:
            profile = case.profiles[column.name]
            if not column.kind.drops or profile.missing < max(self.share * profile.rows, 1):
                continue
            fills = [
                choice
                for each in settings_of(type(column.kind))
                if each.name == "missing"
                for choice in each.choices
                if choice != DROP
            ]
            fill = next((each for each in ("own category", "median") if each in fills), next(iter(fills), ""))
            yield Finding(
                self.kind(),
                Severity.HARMFUL,
                (column.name,),
                f"Rows are left out because {column.name} is missing in them.",
                f"{profile.missing:,} of {profile.rows:,} rows ({profile.missing / profile.rows:.0%})",
                f"Fill {column.name}: {fill}" if fill else "",
                changing(column.name, missing=fill) if fill else None,
            )
