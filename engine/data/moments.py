"""Texts that mean moments: which spelling of dates and times a column has, and the moments that it spells.

polars is imported inside, on first use.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_DAYS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d.%m.%y", "%m/%d/%y", "%d/%m/%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %b %y", "%b %d, %Y", "%b %d %Y",
    "%d %B %Y", "%B %d, %Y", "%B %d %Y", "%Y%m%d", "%Y-%m", "%Y/%m", "%m/%Y", "%b %Y", "%B %Y", "%b-%Y", "%b-%y",
)  # fmt: skip
_CLOCKS = ("%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p")
SPELLINGS: tuple[str, ...] = (
    *_DAYS, *(day + gap + clock for day, gap, clock in itertools.product(_DAYS, (" ", "T"), _CLOCKS)), *_CLOCKS,
)  # fmt: skip
"""Every spelling that is tried, in chrono's notation; where several fit as well, an earlier one is taken.

So 03/04/2024 is the fourth of March unless another cell of the column has more than twelve in the first place.
"""
MOST = 3
"""How many spellings a column may mix."""
LOOKED_AT = 1000
"""Different cells in which spellings are looked for."""
_ZONE = r"(:\d{2}(?:[.,]\d+)?)\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$"


def spellings(cells: pl.Series, day_first: bool | None = None) -> tuple[str, ...]:
    """The spellings that read most of the cells: at most three, the most telling first; none where none is a moment.

    `day_first` says whether the day stands before the month where both could be meant; None leaves it to the cells.
    """
    wanted = _ordered(day_first)
    left = _plain(cells).drop_nulls().unique(maintain_order=True).head(LOOKED_AT)
    found: list[str] = []
    while len(left) and len(found) < MOST:
        shape = str(left[0])
        tried = [each for each in wanted if _could_be(each, shape)]
        counts = {each: len(left) - _read(left, each).null_count() for each in tried}
        best = max(tried, key=lambda each: counts[each], default="")
        if not best or not counts[best]:
            left = left[1:]
            continue
        found.append(best)
        left = left.filter(_read(left, best).is_null())
    return tuple(found)


def moments(cells: pl.Series, how: Sequence[str]) -> pl.Series:
    """The moment that each cell spells (Datetime in microseconds, without a zone); null where it spells none."""
    import polars as pl

    texts = _plain(cells)
    found = pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us"))
    for each in how:
        found = found.fill_null(_read(texts, each)) if found.null_count() < len(found) else _read(texts, each)
        if not found.null_count():
            break
    return found.alias(cells.name)


def _ordered(day_first: bool | None) -> tuple[str, ...]:
    """The spellings with those of the wanted order first."""
    if day_first is None:
        return SPELLINGS
    late, early = ("%m", "%d") if day_first else ("%d", "%m")
    return tuple(
        sorted(SPELLINGS, key=lambda each: 0 <= each.find(late) < each.find(early) and each[:2] == late)
    )


def _plain(cells: pl.Series) -> pl.Series:
    """Cells as texts without a zone: what the clock on the wall said counts."""
    import polars as pl

    if cells.dtype != pl.String:
        cells = cells.cast(pl.String)
    return cells.str.strip_chars().str.replace(_ZONE, "$1").str.replace(r"(:\d{2}),(\d+)$", "$1.$2")


def _could_be(spelling: str, cell: str) -> bool:
    """Whether a cell has the signs that a spelling asks for; to try all of them would take long."""
    signs = "".join(sign for sign in spelling.replace("%.f", "") if sign in "-/.:, T")
    clocked = ":" in spelling
    return (
        all(sign in cell for sign in signs)
        and clocked == (":" in cell)
        and ("%p" in spelling) == (cell[-1:].casefold() == "m" and clocked)
        and ("%b" in spelling.casefold())
        == any(sign.isalpha() for sign in cell.rstrip("apmAPM").replace("T", ""))
    )


def _read(texts: pl.Series, spelling: str) -> pl.Series:
    """The moments of one spelling. What lacks a day means the first, what lacks a date the first of 2000.

    A year of four digits has four: chrono would take fewer.
    """
    import polars as pl

    four = "%Y" in spelling
    if "%Y" not in spelling and "%y" not in spelling:
        texts, spelling = "2000-01-01 " + texts, "%Y-%m-%d " + spelling
    elif "%d" not in spelling:
        texts, spelling = texts + " 01", spelling + " %d"
    if ":" in spelling:
        read = texts.str.to_datetime(spelling, strict=False, exact=True, time_unit="us")
    else:
        read = texts.str.to_date(spelling, strict=False, exact=True).cast(pl.Datetime("us"))
    return read.set(~read.dt.year().is_between(1000, 9999), None) if four else read
