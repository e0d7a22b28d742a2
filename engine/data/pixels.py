"""Tables that hold a picture in each row, a column for each pixel: whether one does, and the shape of its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.data.profile import Profile

LEAST = 49
"""Pixels that a picture has at least: a table with a few numbers that are alike holds none."""
_NAME = re.compile(r"(?P<word>[^\d]*?)[ _.-]?(?P<number>\d+)([ _x.,-]+\d+)*")


class Grid(NamedTuple):
    """The columns of a picture in order, and its shape. `white` is the largest number in it."""

    columns: tuple[str, ...]
    height: int
    width: int
    channels: int
    white: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""
        return self.height, self.width, self.channels


def grid_of(profiles: Mapping[str, Profile]) -> Grid | None:
    """The picture that a table's columns are, None where they are none.

    They are one where some fifty columns or more are called alike but for a number, hold whole numbers from 0 up to
    at most 255, and are as many as a square has pixels, of one colour or of three.
    """
    found: dict[str, list[str]] = {}
    for name, profile in profiles.items():
        match = _NAME.fullmatch(name.strip())
        if match is not None and _bright(profile):
            found.setdefault(match["word"].casefold(), []).append(name)
    columns = max(found.values(), key=len, default=[])
    white = max((profiles[name].maximum for name in columns), default=0.0)
    for channels in (1, 3):
        side = isqrt(len(columns) // channels)
        if side * side * channels == len(columns) >= LEAST and white > 1:
            return Grid(tuple(columns), side, side, channels, white)
    return None


def grid_again(columns: Iterable[str], white: float) -> Grid | None:
    """The picture that these columns of a recipe are, by their names and number alone."""
    from engine.data.profile import Profile

    plain = Profile(1, 0, 1, True, 0.0, max(white, 0.0), whole=True)
    return grid_of(dict.fromkeys(columns, plain))


def _bright(profile: Profile) -> bool:
    return profile.numeric and profile.whole and 0 <= profile.minimum <= profile.maximum <= 255
