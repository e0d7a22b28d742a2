"""What was measured, as a table to read and as JSON to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.benchmarks.pictures import Prediction
from tests.benchmarks.process import GEMM, OURS, PRODUCTS
from tests.benchmarks.systems.gemm import FLOATING_POINT_OPERATIONS
from tests.benchmarks.workloads import Workload

REFERENCE = "pytorch"


@dataclass(frozen=True)
class Measured:
    """One workload: the microseconds of a step in every round, by system."""

    workload: Workload | Prediction
    rounds: Mapping[str, list[float]]

    def microseconds(self, system: str) -> float:
        """The median of the rounds."""
        return median(self.rounds[system])

    def times(self, system: str, other: str = REFERENCE) -> float | None:
        """How many times faster a system is than another; None where that one was not measured."""
        return self.microseconds(other) / self.microseconds(system) if other in self.rounds else None

    def share(self, system: str) -> float:
        """The share of the machine's peak: floating-point operations of matrix products a second, over gemm's."""
        rate = self.workload.floating_point_operations() / self.microseconds(system)
        return rate / (FLOATING_POINT_OPERATIONS / min(self.rounds[GEMM]))

    def bars(self) -> list[tuple[str, float | None, float]]:
        """Each promise: of what, found (None where the peer is missing), and promised."""
        found = [(peer, self.times(OURS, peer), bar) for peer, bar in self.workload.bars.items()]
        if self.workload.products:
            found.append(("gemm peak", self.share(PRODUCTS), self.workload.products))
        return found

    def kept(self) -> bool:
        """Whether the engine takes no longer than promised."""
        return not self.workload.within or self.microseconds(OURS) <= self.workload.within

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "workload": self.workload.name,
            "title": self.workload.title,
            "systems": {
                system: {
                    "microseconds": self.microseconds(system),
                    "rounds": rounds,
                    "times_pytorch": self.times(system),
                    "share_of_peak": self.share(system) if GEMM in self.rounds else None,
                }
                for system, rounds in self.rounds.items()
                if system != GEMM
            },
            "promises": [{"of": of, "found": found, "promised": bar} for of, found, bar in self.bars()],
            "promised_microseconds": self.workload.within,
        }

    def lines(self) -> list[str]:
        """A heading, one line for each system, the fastest first, and what became of the promises."""
        told = [f"{self.workload.name}  {self.workload.title}"]
        systems = sorted((each for each in self.rounds if each != GEMM), key=self.microseconds)
        for system in systems:
            ratio = self.times(system)
            told.append(
                f"  {system:<22}{self.microseconds(system):>12,.1f} us"
                f"{'' if ratio is None else f'{ratio:10.2f} x'}"
                f"{f'{self.share(system):10.1%} of peak' if GEMM in self.rounds else ''}"
            )
        for of, found, bar in self.bars():
            if found is not None:
                told.append(
                    f"  {'kept' if found >= bar else 'MISSED'}: {found:.2f} of {of}, promised {bar:g}"
                )
        if within := self.workload.within:
            ours = self.microseconds(OURS)
            told.append(f"  {'kept' if self.kept() else 'MISSED'}: {ours:,.1f} us, promised {within:,.0f}")
        return told
