"""Axes that number what they measure: whole epochs, and decades without a crowd of digits between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import numpy as np
import pyqtgraph as pg

LONGEST_NAME = 16
LETTER, LINE, NARROWEST_NAME = 6.2, 13.0, 26.0
"""Pixels that a letter, a line of an axis and the shortest name worth reading take."""
WIDEST_MOMENT = 80.0
SECONDS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "D": 86_400.0, "M": 30.44 * 86_400, "Y": 365.24 * 86_400}
STEPS = (
    *(("s", many, "%H:%M:%S") for many in (1, 5, 15, 30)),
    *(("m", many, "%H:%M") for many in (1, 5, 15, 30)),
    *(("h", many, "%d %b %H:%M") for many in (1, 3, 6, 12)),
    *(("D", many, "%d %b %Y") for many in (1, 2, 5, 10)),
    *(("M", many, "%b %Y") for many in (1, 3, 6)),
    *(("Y", many, "%Y") for many in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)
"""The steps of a calendar's axis: numpy's name of the unit, how many, and how the moment is spelled."""


class EpochAxis(pg.AxisItem):
    """Counts: no number stands between two whole ones."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """The distances of the ticks, none below one."""
        spacing = super().tickSpacing(low, high, size)
        return [(step, offset) for step, offset in spacing if step >= 1] or [(1.0, 0.0)]


class ValueAxis(pg.AxisItem):
    """Values; on a logarithmic scale the decades are numbered, and 2 and 5 between them where there is room."""

    def logTickValues(
        self, low: float, high: float, size: float, _steps: Sequence[tuple[float, Sequence[float]]]
    ) -> list[tuple[float | None, list[float]]]:
        """The places of the ticks as powers of ten: decades, then 2 and 5, then the rest without numbers."""
        decades = range(math.floor(low), math.ceil(high) + 1)
        stride = max(1, math.ceil(len(decades) / max(1.0, size / 40)))
        levels: list[tuple[float | None, list[float]]] = [
            (1.0, [float(each) for each in decades if each % stride == 0])
        ]
        digits: tuple[int, ...] = (2, 5) if high - low < 2.2 else ()
        if high - low < 0.7 and size > 160:
            digits = tuple(range(2, 10))
        between = [decade + math.log10(digit) for decade in decades for digit in digits]
        if between:
            levels.append((None, between))
        return [(step, [place for place in places if low <= place <= high]) for step, places in levels]

    def logTickStrings(self, values: Sequence[float], _scale: float, _spacing: float | None) -> list[str]:
        """The numbers themselves, without noughts in their exponents."""
        numbers = 10.0 ** np.asarray(values, float)
        return [f"{number:.4g}".replace("e-0", "e-").replace("e+0", "e") for number in numbers]


class ColumnAxis(pg.AxisItem):
    """Whatever a column holds: numbers, moments as seconds since 1970, or names; it can change."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._moments = False
        self._names: tuple[str, ...] = ()
        self._first = 0.0
        self._letters = LONGEST_NAME
        self._spelling = "%Y"

    def show_column(self, *, moments: bool = False, names: Sequence[str] = (), first: float = 0.0) -> None:
        """What is drawn from now on; `first` is the place of the first name, the others follow one by one."""
        self._moments, self._names, self._first = moments, tuple(names), first
        self.picture = None
        self.update()

    def said(self, value: float) -> str:
        """A value as a person reads it: a name, or a date, with its time where it is not midnight."""
        if value != value:
            return "–"
        if self._names:
            return self._names[round(value - self._first)]
        if self._moments:
            moment = _moment(value)
            return f"{moment:%Y-%m-%d}" if moment.time() == time.min else f"{moment:%Y-%m-%d %H:%M}"
        return f"{value:.4g}"

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """The places of the ticks: of names as many as there is room for."""
        if self._names:
            room = size / max(high - low, 1e-9)
            level = self.orientation in ("left", "right")
            stride = max(1, math.ceil((LINE if level else NARROWEST_NAME) / max(room, 1e-9)))
            self._letters = LONGEST_NAME if level else max(2, int(room * stride / LETTER) - 1)
            return [(float(stride), [self._first + place for place in range(0, len(self._names), stride)])]
        if self._moments:
            self._spelling, places = calendar(low, high, size)
            return [(float(high - low), places)]
        ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return ticks

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """What is written at them."""
        if self._names:
            return [short(self.said(value), min(LONGEST_NAME, self._letters)) for value in values]
        if self._moments:
            return [f"{_moment(value):{self._spelling}}" for value in values]
        texts: list[str] = super().tickStrings(values, scale, spacing)
        return texts


def calendar(low: float, high: float, size: float) -> tuple[str, list[float]]:
    """How moments between two (seconds since 1970) are spelled on so many pixels, and whole steps between them."""
    room = size / max(high - low, 1e-9)
    unit, many, spelling = next(
        (
            (unit, many, spelling)
            for unit, many, spelling in STEPS
            if many * SECONDS[unit] * room >= WIDEST_MOMENT
        ),
        STEPS[-1],
    )
    ends = np.array([_moment(low), _moment(high)], "datetime64[us]")
    start, end = ends.astype(f"datetime64[{unit}]").astype(np.int64).tolist()
    steps = np.arange(start // many * many, end + 1, many).astype(f"datetime64[{unit}]")
    places = steps.astype("datetime64[us]").astype(np.int64) / 1e6
    return spelling, [place for place in places.tolist() if low <= place <= high]


def _moment(value: float) -> datetime:
    """Seconds since 1970 as a moment; the first or last that there is where they are beyond it."""
    try:
        return datetime(1970, 1, 1) + timedelta(seconds=float(value))
    except OverflowError:
        return datetime.max if value > 0 else datetime.min


def short(name: str, most: int = LONGEST_NAME) -> str:
    """A name beside an axis or in a legend, cut where it is long."""
    return name if len(name) <= most else name[: most - 1] + "…"
