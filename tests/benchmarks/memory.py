"""What a run takes of memory: how much beside its plan, and that steps and epochs ask for none anew."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from tests.benchmarks.workloads import TRAINED, Workload

TIMES_PLANNED = 1.2
"""How many times the planned memory a run may take when it takes most, and how many times that may be planned."""
STEP_BYTES = 250_000
"""What one step, or the end of an epoch, may hold for itself: numpy may fill three fixed buffers of 8192 numbers."""
RECORD_BYTES = 1_000
"""What an epoch may leave behind: its line in the history."""


@dataclass(frozen=True)
class Footprint:
    """One line of the table: a whole run of a workload's network, with every request for memory traced."""

    data: ClassVar = "memory"

    workload: Workload

    @property
    def name(self) -> str:
        """M for W."""
        return f"M{self.workload.name[1:]}"

    @property
    def title(self) -> str:
        """As it is told."""
        return f"memory of a run of {self.workload.title}"


FOOTPRINTS = tuple(Footprint(workload) for workload in TRAINED)


@dataclass(frozen=True)
class Held:
    """What was found, in bytes.

    `peak` is the most that the run held, weights and all, and `planned` what engine.memory foretold. `step` and `epoch`
    are the most that a step, and what comes after the last but one of an epoch, held beyond what it found and left.
    `left` is what an epoch left behind.
    """

    footprint: Footprint
    peak: float
    planned: float
    step: float
    epoch: float
    left: float

    def promises(self) -> list[tuple[str, float, float]]:
        """Of what, found, and the most that is promised."""
        return [
            ("times the planned memory", self.peak / self.planned, TIMES_PLANNED),
            ("times planned what it held", self.planned / self.peak, TIMES_PLANNED),
            ("bytes in a step", self.step, STEP_BYTES),
            ("bytes at the end of an epoch", self.epoch, STEP_BYTES),
            ("bytes left behind by an epoch", self.left, RECORD_BYTES),
        ]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        found = {name: value for name, value in asdict(self).items() if name != "footprint"}
        promised = [{"of": of, "found": value, "promised": most} for of, value, most in self.promises()]
        return {
            "workload": self.footprint.name,
            "title": self.footprint.title,
            "bytes": found,
            "promises": promised,
        }

    def lines(self) -> list[str]:
        """A heading, what was held, and what became of the promises."""
        told = [
            f"{self.footprint.name}  {self.footprint.title}",
            f"  held {self.peak:,.0f} bytes, planned {self.planned:,.0f}",
        ]
        for of, found, most in self.promises():
            kept = "kept" if found <= most else "MISSED"
            shown = f"{found:.2f}" if most < 100 else f"{found:,.0f}"
            told.append(f"  {kept}: {shown} {of}, promised at most {most:,g}")
        return told
