"""How a value becomes a place on a slider, and back. Plain numbers, no Qt."""

from __future__ import annotations

import dataclasses
import math

DECADES_TO_ZERO = 6
"""A logarithmic scale that begins at zero has this many decades, unless it says what its least value is."""


@dataclasses.dataclass(frozen=True)
class LinearScale:
    """Equal steps: the place is the value's share of the way from `low` to `high`."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """Return where a value stands, 0 to 1; values outside stand at the nearer end."""
        span = self.high - self.low
        return _within((value - self.low) / span, 0.0, 1.0) if span > 0 else 0.0

    def value(self, place: float) -> float:
        """Return the value at a place, 0 to 1, rounded to what 1000 places can tell apart."""
        span = self.high - self.low
        if span <= 0:
            return self.low
        digits = max(0, 3 - math.ceil(math.log10(span)))
        return _within(round(self.low + place * span, digits), self.low, self.high)

    def step(self, value: float, steps: int) -> float:
        """Return the value that is `steps` steps of about a hundredth of the scale away, maybe beyond its end."""
        span = self.high - self.low
        size = 10.0 ** math.floor(math.log10(span / 50)) if span > 0 else 0.0
        return significant(value + steps * size, 12)


@dataclasses.dataclass(frozen=True)
class LogScale:
    """Equal factors: each decade is as long as the next. From `low` >= 0.

    Where `low` is zero, zero stands alone at the very beginning and the rest begins at `least`.
    """

    low: float
    high: float
    least: float = 0.0

    @property
    def smallest(self) -> float:
        """The smallest value above zero that has a place."""
        return self.low or self.least or self.high * 10.0**-DECADES_TO_ZERO

    def place(self, value: float) -> float:
        """Return where a value stands, 0 to 1; values outside stand at the nearer end."""
        if value <= 0 or self.high <= self.smallest:
            return 0.0
        return _within(math.log(value / self.smallest) / math.log(self.high / self.smallest), 0.0, 1.0)

    def value(self, place: float) -> float:
        """Return the value at a place, 0 to 1, to two significant digits."""
        if place <= 0 or place >= 1:
            return self.low if place <= 0 else self.high
        found = self.smallest * (self.high / self.smallest) ** place
        return _within(significant(found, 2), self.low, self.high)

    def step(self, value: float, steps: int) -> float:
        """Return the value `steps` leading digits away, maybe beyond the scale's end: 0.008, 0.009, 0.01, 0.02…

        Nine steps are a decade. The step down from the smallest leads to `low`.
        """
        for _ in range(abs(steps)):
            value = self._next(value) if steps > 0 else self._previous(value)
        return value

    def _next(self, value: float) -> float:
        if value < self.smallest:
            return self.smallest
        digit = 10.0 ** math.floor(math.log10(value) + 1e-9)
        return significant((math.floor(value / digit + 1e-9) + 1) * digit, 1)

    def _previous(self, value: float) -> float:
        if value <= self.smallest * (1 + 1e-9):
            return self.low
        digit = 10.0 ** math.floor(math.log10(value) - 1e-9)
        return max(significant((math.ceil(value / digit - 1e-9) - 1) * digit, 1), self.smallest)


Scale = LinearScale | LogScale


def significant(value: float, digits: int) -> float:
    """Return `value` rounded to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def plain(value: float) -> str:
    """Return a number as a person writes it, to six digits: 0.001, 1e-7, 250, 1e+9 as 1e9."""
    if value != 0 and not 1e-6 <= abs(value) < 1e7:
        mantissa, exponent = f"{value:.5e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    decimals = 6 if value == 0 else max(0, 5 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
