"""Rows that are in several parts at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity


@dataclass(frozen=True)
class Duplicates(Check):
    """Validation or test rows whose features are those of a training row.

    The network has seen them: it may answer them by heart, and the score says too much. Where rows are measured several
    times (a patient, a house), keep them together by the column that says whose they are.
    """

    title = "Rows in several parts"

    share: float = setting(0.01, "Share of validation and test rows from which on.", low=0, high=1)

    def look(self, case: Case) -> Iterator[Finding]:
        """One finding at most."""
        if case.prepared is None or case.prepared.track is not None or not case.features:
            return
        parts = case.prepared.parts
        others = np.concatenate([parts.validation, parts.test])
        if not len(others):
            return
        hashes = case.table.frame.select(column.name for column in case.features).hash_rows(seed=7).to_numpy()
        seen = np.isin(hashes[others], hashes[parts.train])
        count = int(seen.sum())
        if count and count >= self.share * len(others):
            yield Finding(
                self.kind(),
                Severity.WRONG if count > 0.1 * len(others) else Severity.NOTEWORTHY,
                (),
                "Some rows that judge the network are the same as rows that it learns from, by all their features.",
                f"{count:,} of {len(others):,} validation and test rows",
            )
