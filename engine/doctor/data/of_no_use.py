"""Features that can tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.doctor.data.base import Case, Check, Finding, Severity, ignoring


@dataclass(frozen=True)
class OfNoUse(Check):
    """Features that are the same in every row, or different in every one.

    The same everywhere, they tell no row from another; different everywhere, they let rows be learned by heart.
    """

    title = "Features of no use"

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for each."""
        for column in case.features:
            profile = case.profiles[column.name]
            if profile.distinct <= 1 and profile.present == profile.rows and not _as_it_is(column.kind):
                yield self._finding(
                    column.name, f"{column.name} is the same in every row.", "1 different value"
                )
            elif _names_rows(profile.distinct, profile.present, column.kind.kind()):
                sentence = (
                    f"{column.name} is different in every row: a network would learn the rows by heart."
                )
                yield self._finding(
                    column.name, sentence, f"{profile.distinct:,} values in {profile.rows:,} rows"
                )

    def _finding(self, name: str, sentence: str, evidence: str) -> Finding:
        return Finding(
            self.kind(), Severity.HARMFUL, (name,), sentence, evidence, f"Ignore {name}", ignoring(name)
        )


def _names_rows(distinct: int, present: int, kind: str) -> bool:
    return kind == "category" and present >= 20 and distinct > 0.9 * present


def _as_it_is(kind: object) -> bool:
    """Pixels of a picture may be dark in every row."""
    return getattr(kind, "scaling", "") == "none"
