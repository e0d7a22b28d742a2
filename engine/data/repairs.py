"""What had to be mended to read a table, row by row: the line, and whether it was kept, padded, cut or skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

LISTED = 1000
"""Lines that are listed of each sort of repair; all are counted."""

NAMED = 8
"""Lines that a sentence names."""


class Repair(Enum):
    """What was odd about a row: what was done to it, and the words for one and for many."""

    SHORT = (
        "padded",
        "row was too short: the cells it lacks are gaps",
        "rows were too short: the cells they lack are gaps",
    )
    LONG = (
        "cut",
        "row was too long: what was beyond the last column was left out",
        "rows were too long: what was beyond the last column was left out",
    )
    BLANK = ("skipped", "empty line was passed over", "empty lines were passed over")
    PREAMBLE = (
        "skipped",
        "line before the table was left out",
        "lines before the table were left out",
    )
    FOOTER = ("skipped", "line below the table was left out", "lines below the table were left out")
    COMMENT = ("skipped", "comment was passed over", "comments were passed over")
    DIVIDED = (
        "kept",
        "row was divided by another sign than the rest: it was cut there",
        "rows were divided by another sign than the rest: they were cut there",
    )
    UNCLOSED = (
        "kept",
        "row has a quotation mark that is never closed: read as text",
        "rows have a quotation mark that is never closed: read as text",
    )
    ZERO = ("kept", "NUL character was taken out", "NUL characters were taken out")
    LOST = ("kept", "letter could not be read and stands as �", "letters could not be read and stand as �")

    @property
    def done(self) -> str:
        """What became of the row: kept, padded, cut or skipped."""
        return str(self.value[0])

    @property
    def why(self) -> str:
        """What was odd about the row, as a part of a sentence about it."""
        return str(self.value[1])

    def words(self, count: int) -> str:
        """What happened, with how often."""
        return f"{count:,} {self.value[1] if count == 1 else self.value[2]}"


@dataclass(frozen=True)
class RowRepair:
    """One row that was mended: the `line` of the file that it begins on (from 1), and what was odd."""

    line: int
    repair: Repair


@dataclass(frozen=True)
class Repairs:
    """All rows that were mended, counted; of each sort the first thousand `lines` are known."""

    totals: Mapping[Repair, int] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[Repair, Sequence[int]] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        """How many repairs there were."""
        return sum(self.totals.values())

    def __iter__(self) -> Iterator[RowRepair]:
        """The repairs whose lines are known, from the first line to the last."""
        found = [RowRepair(line, repair) for repair, lines in self.lines.items() for line in lines]
        return iter(sorted(found, key=lambda each: each.line))

    def done(self) -> dict[str, int]:
        """How many rows were kept, padded, cut and skipped."""
        found = dict.fromkeys(("kept", "padded", "cut", "skipped"), 0)
        for repair, count in self.totals.items():
            found[repair.done] += count
        return {word: count for word, count in found.items() if count}

    def sentences(self) -> tuple[str, ...]:
        """What was done, sort by sort, without lines."""
        return tuple(f"{repair.words(count)}." for repair, count in self._ordered())

    def listed(self) -> tuple[str, ...]:
        """What was done, sort by sort, with the first lines: "12 rows were too short …: lines 7, 19, 31 and 9 more"."""
        return tuple(
            f"{repair.words(count)} ({_lines(self.lines.get(repair, ()), count)})."
            for repair, count in self._ordered()
        )

    def _ordered(self) -> list[tuple[Repair, int]]:
        return [(each, self.totals[each]) for each in Repair if self.totals.get(each)]


class Ledger:
    """Counts repairs while a table is read."""

    def __init__(self) -> None:
        self._totals: dict[Repair, int] = {}
        self._lines: dict[Repair, list[int]] = {}

    def note(self, repair: Repair, line: int = 0, count: int = 1) -> None:
        """Count a repair; a `line` of 0 is not known."""
        self._totals[repair] = self._totals.get(repair, 0) + count
        lines = self._lines.setdefault(repair, [])
        if line and len(lines) < LISTED:
            lines.append(line)

    def closed(self) -> Repairs:
        """All that was counted."""
        return Repairs(
            MappingProxyType(dict(self._totals)),
            MappingProxyType({repair: tuple(lines) for repair, lines in self._lines.items() if lines}),
        )


def _lines(lines: Sequence[int], count: int) -> str:
    """The first lines in words."""
    if not lines:
        return "lines not known"
    shown = ", ".join(f"{line:,}" for line in lines[:NAMED])
    more = f" and {count - NAMED:,} more" if count > NAMED else ""
    return f"line{'s' if count > 1 else ''} {shown}{more}"
