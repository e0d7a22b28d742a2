"""Columns of dates and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import pi
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.cells import empty
from engine.data.kinds.base import DROP, ColumnKind, Fitted, KindError, Seen
from engine.data.moments import moments, spellings
from engine.declare import AUTO, setting

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile

Floats = NDArray[np.float64]


class Part(NamedTuple):
    """A part of a moment: its first value, and how many there are before it begins again (0: it never does)."""

    first: int
    cycle: int = 0


PARTS: Mapping[str, Part] = {
    "year": Part(0),
    "month": Part(1, 12),
    "day": Part(1, 31),
    "weekday": Part(1, 7),
    "hour": Part(0, 24),
    "minute": Part(0, 60),
    "elapsed": Part(0),
}
_DAY = 86_400_000_000
"""Microseconds."""


@dataclass(frozen=True)
class DateTimeFitted(Fitted):
    """Which spellings are read, and which parts become features.

    `offsets` and `scales` are those of each part: x' = (x - offset) / scale where it does not go round. `fill` is the
    moment that stands for a gap, in microseconds since 1970.
    """

    formats: tuple[str, ...]
    parts: tuple[str, ...]
    offsets: tuple[float, ...]
    scales: tuple[float, ...]
    fill: int

    @property
    def names(self) -> tuple[str, ...]:
        """The column with each part; a part that goes round has a sine and a cosine."""
        names: list[str] = []
        for part in self.parts:
            ends = (" sin", " cos") if self._goes_round(part) else ("",)
            names += [f"{self.column} {part}{end}" for end in ends]
        return tuple(names)

    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write the parts into `out` (rows, width); a gap has those of the moment in the middle."""
        read = moments(series, self.formats)
        missing = read.is_null().to_numpy()
        place = 0
        for part, offset, scale in zip(self.parts, self.offsets, self.scales, strict=True):
            values = part_of(read.fill_null(_moment(self.fill)), part)
            if self._goes_round(part):
                angle = 2 * pi * (values - PARTS[part].first) / PARTS[part].cycle
                out[:, place], out[:, place + 1] = np.sin(angle), np.cos(angle)
                place += 2
            else:
                out[:, place] = (values - offset) / scale
                place += 1
        return Seen(missing, text=int(missing.sum()) - series.null_count())

    def explain(self, value: object) -> str:
        """The parts of one cell, and what becomes of them."""
        import polars as pl

        cell = None if value is None else str(value)
        series = pl.Series(self.column, [cell], dtype=pl.String)
        out = np.zeros((1, self.width), np.float32)
        seen = self.encode(series, out)
        shown = "missing" if cell is None else f"{cell} (unreadable)" if seen.missing[0] else cell
        read = moments(series, self.formats).fill_null(_moment(self.fill))
        numbers, place = [], 0
        for part, offset in zip(self.parts, self.offsets, strict=True):
            width = 2 if self._goes_round(part) else 1
            found = " ".join(f"{number:.3g}" for number in out[0, place : place + width])
            said = part_of(read, part)[0] - (offset if part == "elapsed" else 0)
            numbers.append(f"{part} {said:.6g} = {found}")
            place += width
        return f"{shown} → {', '.join(numbers)}"

    def check(self) -> None:
        """Parts must be known and scales not zero."""
        if not self.formats or set(self.parts) - set(PARTS):
            raise KindError(f"{self.column} has no spelling of its moments, or parts that there are not.")
        if 0 in self.scales or not len(self.parts) == len(self.offsets) == len(self.scales) > 0:
            raise KindError(f"The scales of {self.column} do not suit its parts.")

    def _goes_round(self, part: str) -> bool:
        return bool(self.kind.cyclic and PARTS[part].cycle)


@dataclass(frozen=True)
class DateTime(ColumnKind):
    """A moment: a date, a time of day, or both.

    It becomes the parts that are switched on and that differ among the training rows. Months, days of the month and of
    the week, hours and minutes go round: as sine and cosine of 2 pi x / cycle, December is next to January and
    Sunday next to Monday; else x' = (x − mean) / standard deviation. The year, and the days elapsed since the first
    training row, are scaled so. Weekdays count from Monday, 1. Times have the zone that they were written in.
    """

    title = "Date/time"
    fitted = DateTimeFitted
    rank = 4
    answers = False
    expects = "a date or a time"
    aliases = ("date", "datetime", "timestamp", "time", "calendar")
    examples = ("2024-02-28 07:15", None, "2023-11-03 18:00", "2024-02-29 23:59")

    day_first: str = setting(
        AUTO,
        "Whether 3/4/2024 is in April or in March, where the column leaves it open.",
        label="day or month first",
        choices=(AUTO, "day", "month"),
        auto="month first, unless a cell says otherwise",
    )
    year: bool = setting(True, "The year.")
    month: bool = setting(True, "The month.")
    day: bool = setting(False, "The day of the month.")
    weekday: bool = setting(True, "The day of the week.")
    hour: bool = setting(True, "The hour.")
    minute: bool = setting(False, "The minute.")
    elapsed: bool = setting(False, "The days since the first training row, with their fractions.")
    cyclic: bool = setting(True, "Let what goes round go round, as sine and cosine.")
    missing: str = setting(DROP, "What becomes of a gap.", label="missing values", choices=(DROP, "median"))

    def width_for(self, profile: Profile) -> int:
        """One or two for each part that is switched on, and that the cells have."""
        clocked = any(":" in label for label, _ in profile.top)
        wanted = [
            each
            for part, each in PARTS.items()
            if getattr(self, part) and (clocked or part not in ("hour", "minute"))
        ]
        return sum(2 if part.cycle and self.cyclic else 1 for part in wanted)

    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where there is nothing. What cannot be read is found out once the training rows have told how."""
        return empty(series)

    def fit(self, series: pl.Series) -> DateTimeFitted:
        """Spellings, parts and scales from the training rows. Raises KindError when there is no moment."""
        how = self._spellings(series)
        read = moments(series, how).drop_nulls()
        if not len(read):
            raise KindError(
                f"{series.name} holds no moment in the training rows that could be read; choose another kind or "
                "ignore it."
            )
        fill = int(np.sort(read.to_physical().to_numpy())[len(read) // 2])
        found = list(self._parts(read))
        if not found:
            raise KindError(
                f"The parts of {series.name} that are switched on are the same in all training rows; switch on "
                "others, or ignore it."
            )
        parts, offsets, scales = zip(*found, strict=True)
        return DateTimeFitted(series.name, self, how, parts, offsets, scales, fill)

    def _spellings(self, series: pl.Series) -> tuple[str, ...]:
        return spellings(series, None if self.day_first == AUTO else self.day_first == "day")

    def _parts(self, read: pl.Series) -> Iterator[tuple[str, float, float]]:
        """Each part that is wanted and differs, with its offset and its scale."""
        for part in PARTS:
            if not getattr(self, part):
                continue
            values = part_of(read, part)
            offset = float(values.min() if part == "elapsed" else values.mean())
            if scale := float(values.std()):
                yield part, offset, scale


def part_of(read: pl.Series, part: str) -> Floats:
    """A part of each moment, none of which is a gap; elapsed days count from 1970."""
    if part == "elapsed":
        return read.to_physical().to_numpy() / _DAY
    found: Floats = getattr(read.dt, part)().to_numpy().astype(np.float64)
    return found


def _moment(microseconds: int) -> Any:
    import polars as pl

    return pl.Series([microseconds], dtype=pl.Int64).cast(pl.Datetime("us"))[0]
