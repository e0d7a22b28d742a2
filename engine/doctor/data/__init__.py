"""The data doctor: checks of a table and its recipe, one per file, each with its evidence and a remedy."""

from __future__ import annotations

from engine.data.source import Progress, report
from engine.declare import Catalog
from engine.doctor.data.base import Case, Check, Finding

CHECKS: Catalog[Check] = Catalog("engine.doctor.data", Check)  # type: ignore[type-abstract]
"""Every check by id."""


def examine(case: Case, progress: Progress | None = None) -> tuple[Finding, ...]:
    """What every check finds, the gravest first. Raises Cancelled."""
    found: list[Finding] = []
    for number, check in enumerate(CHECKS.values()):
        report(progress, number / len(CHECKS), check.label())
        found += check().look(case)
    return tuple(sorted(found, key=lambda finding: finding.severity))
