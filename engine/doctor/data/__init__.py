"""The data doctor: checks of a table and its recipe, one per file, each with its evidence and a remedy."""

from __future__ import annotations

from engine.declare import Catalog
from engine.doctor.data.base import Case, Check, Finding

CHECKS: Catalog[Check] = Catalog("engine.doctor.data", Check)  # type: ignore[type-abstract]
"""Every check by id."""


def examine(case: Case) -> tuple[Finding, ...]:
    """What every check finds, the gravest first."""
    found = [finding for check in CHECKS.values() for finding in check().look(case)]
    return tuple(sorted(found, key=lambda finding: finding.severity))
