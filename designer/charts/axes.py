"""Axes that number what they measure: whole epochs, and decades without a crowd of digits between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta

import numpy as np
import pyqtgraph as pg

LONGEST_NAME = 16
LETTER, LINE, NARROWEST_NAME = 6.2, 13.0, 26.0
"""Pixels that a letter, a line of an axis and the shortest name worth reading take."""


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


class ColumnAxis(pg.DateAxisItem):
    """Whatever a column holds: numbers, moments as seconds since 1970, or names; it can change."""

    def __init__(self, side: str) -> None:
        super().__init__(side, utcOffset=0)
        self._moments = False
        self._names: tuple[str, ...] = ()
        self._first = 0.0
        self._letters = LONGEST_NAME

    def linkToView(self, view: pg.ViewBox) -> None:
        """Follow a view, without the bounds that the calendar would set to numbers."""
        pg.AxisItem.linkToView(self, view)

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
            with suppress(OverflowError):
                moment = datetime(1970, 1, 1) + timedelta(seconds=float(value))
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
        kind = pg.DateAxisItem if self._moments else pg.AxisItem
        ticks: list[tuple[float, list[float]]] = kind.tickValues(self, low, high, size)
        return ticks

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """What is written at them."""
        if self._names:
            return [short(self.said(value), min(LONGEST_NAME, self._letters)) for value in values]
        kind = pg.DateAxisItem if self._moments else pg.AxisItem
        texts: list[str] = kind.tickStrings(self, values, scale, spacing)
        return texts


def short(name: str, most: int = LONGEST_NAME) -> str:
    """A name beside an axis or in a legend, cut where it is long."""
    return name if len(name) <= most else name[: most - 1] + "…"
