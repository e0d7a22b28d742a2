"""Numbers of very unequal sizes, and numbers far from all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.data.cells import as_numbers
from engine.data.kinds.number import Number
from engine.data.names import few
from engine.declare import setting
from engine.doctor.data.base import Case, Check, Finding, Severity, changing


@dataclass(frozen=True)
class Scales(Check):
    """Features that are taken as they are though they are of very unequal sizes, and outliers.

    Where one feature is a thousand times as large as another, its weight has to become a thousand times smaller, and
    one learning rate suits neither. A few numbers far out stretch the scale of all others.
    """

    title = "Sizes of numbers"

    ratio: float = setting(100.0, "How many times larger one feature may be than another.", low=1, high=1e9)
    far: float = setting(10.0, "How many quartile distances from the middle half is far.", low=1, high=1e6)

    def look(self, case: Case) -> Iterator[Finding]:
        """One finding on sizes, and one for each column with outliers."""
        numbers = [column for column in case.features if isinstance(column.kind, Number)]
        plain = [column.name for column in numbers if column.kind.scaling == "none"]  # type: ignore[attr-defined]
        sizes = {name: case.profiles[name].std for name in plain if case.profiles[name].std > 0}
        if len(sizes) > 1 and max(sizes.values()) > self.ratio * min(sizes.values()):
            large, small = max(sizes, key=sizes.__getitem__), min(sizes, key=sizes.__getitem__)
            if case.profiles[large].maximum > 255:
                yield Finding(
                    self.kind(),
                    Severity.HARMFUL,
                    tuple(plain),
                    f"Numbers that are taken as they are differ much in size, such as {large} and {small}.",
                    f"standard deviations {sizes[large]:.3g} and {sizes[small]:.3g}",
                    f"Standardise {few(tuple(plain))}",
                    changing(*plain, scaling="standardise"),
                )
        for column in numbers:
            if column.kind.scaling in ("standardise", "min-max"):  # type: ignore[attr-defined]
                yield from self._outliers(case, column.name)

    def _outliers(self, case: Case, name: str) -> Iterator[Finding]:
        values = as_numbers(case.cells(name))
        values = values[~np.isnan(values)]
        if len(values) < 20:
            return
        low, high = (float(each) for each in np.percentile(values, (25, 75)))
        reach = self.far * (high - low)
        out = values[(values < low - reach) | (values > high + reach)] if reach > 0 else values[:0]
        if len(out) and len(out) < 0.02 * len(values) + 1:
            extreme = float(out[np.argmax(np.abs(out - (low + high) / 2))])
            yield Finding(
                self.kind(),
                Severity.HARMFUL,
                (name,),
                f"{name} has numbers far from all others: are they right?",
                f"{extreme:g}, where half of the rows lie between {low:g} and {high:g}; {len(out):,} so far out",
                f"Scale {name} by quartiles",
                changing(name, scaling="robust"),
            )
