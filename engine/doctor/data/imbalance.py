"""Classes that are much more frequent than others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.kinds.base import counted
from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity, splitting, training


@dataclass(frozen=True)
class Imbalance(Check):
    """A class that most rows are of, and classes with hardly a row.

    Where nine of ten rows are of one class, a network that always answers that class is right in nine of ten rows:
    accuracy says little then. Balanced class weights let every class count alike.
    """

    title = "Unequal classes"

    most: float = setting(0.8, "Share of rows from which on a class is too frequent.", low=0.5, high=1)
    fewest: int = setting(5, "Training rows below which a class is too rare.", low=1, high=1000)

    def look(self, case: Case) -> Iterator[Finding]:
        """A finding for the most frequent class, one for rare ones, one for those that a part lacks."""
        target = case.target
        if target is None or target.kind.numeric:
            return
        counts = counted(case.cells(target.name))
        if len(counts) < 2:
            return
        first, total = next(iter(counts)), sum(counts.values())
        if counts[first] >= self.most * total and case.design.training.class_weights != "balanced":
            yield Finding(
                self.kind(),
                Severity.HARMFUL,
                (target.name,),
                f"Most rows are {first}: to answer that always is right in {counts[first] / total:.0%} of them.",
                f"{counts[first]:,} of {total:,} training rows",
                "Let classes count alike",
                training(class_weights="balanced"),
            )
        rare = [label for label, count in counts.items() if count < self.fewest]
        if rare:
            shown = ", ".join(f"{label} ({counts[label]})" for label in rare[:3]) + (
                "…" if len(rare) > 3 else ""
            )
            yield Finding(
                self.kind(),
                Severity.NOTEWORTHY,
                (target.name, "rare"),
                f"Some classes of {target.name} are too rare to be learned, or to be judged by.",
                shown,
            )
        yield from self._lacking(case, target.name, set(counts))

    def _lacking(self, case: Case, target: str, known: set[str]) -> Iterator[Finding]:
        if case.prepared is None:
            return
        cells, parts = case.table.column(target), case.prepared.parts
        for part, rows in (("validation", parts.validation), ("test", parts.test)):
            lacking = sorted(known - set(counted(cells.gather(rows)))) if len(rows) else []
            if lacking:
                can = not case.recipe.split.stratify
                yield Finding(
                    self.kind(),
                    Severity.HARMFUL,
                    (target, part),
                    f"The {part} rows have no row of {', '.join(lacking[:3])}{'…' if len(lacking) > 3 else ''}, so "
                    "nothing can be said of how well it is told.",
                    f"{len(lacking)} of {len(known)} classes",
                    "Stratify" if can else "",
                    splitting(stratify=True, shuffle=True) if can else None,
                )
