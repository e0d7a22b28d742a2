"""Numbers as people write them: 1,234.50 and 1.234,50, € 12, 12 %, (1,200) for less than nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.data.cells import is_missing
from engine.data.profile import MOSTLY

if TYPE_CHECKING:
    import polars as pl

    from engine.data.dialect import Dialect

_SPACES = "[ \u00a0\u2009\u202f]"
_MONEY = (
    r"(?:[$€£¥₹₽₩₺₴₫₦₱฿¢]|(?:US|CA|AU|NZ|HK|R)[$]|EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|CAD|AUD|"
    r"Fr\.|kr\.?|zł)"
)
_MINUS = "[-\u2212]"
_LOOSE = re.compile(
    rf"\(?{_SPACES}*[-+\u2212]?{_SPACES}*(?:{_MONEY})?{_SPACES}*[-+\u2212]?"
    rf"([0-9][0-9.,'’ \u00a0\u2009\u202f]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?{_SPACES}*(?:{_MONEY}|[%‰])?{_SPACES}*\)?-?"
)
_CONVENTIONS = ((".", ""), (".", ","), (",", ""), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"))
"""Signs before decimal digits and between thousands, the simplest first."""

_ROWS = 1000
_COLUMNS = 500
_CODE = r"^[-+]?0[0-9]+$|^[-+]?[0-9]{19,}$"


def is_amount(cell: str) -> bool:
    """Whether the cell's text is a number in any spelling, with or without a sign of money or percent."""
    return _LOOSE.fullmatch(cell.strip()) is not None


def conventions(columns: Sequence[Sequence[str]], delimiter: str) -> tuple[str, str]:
    """The signs before decimal digits and between thousands that explain most numbers in these columns of cells.

    Where 1,234 is all there is to go by, a comma divides thousands, unless cells are divided by semicolons, as they
    are where commas stand before decimal digits.
    """
    cores: Counter[str] = Counter()
    for column in columns[:_COLUMNS]:
        cells = [cell.strip() for cell in column if not is_missing(cell)]
        found = [match[1].strip() for cell in cells if (match := _LOOSE.fullmatch(cell))]
        if len(found) >= MOSTLY * len(cells):
            cores.update(found)
    cores = Counter({core: count for core, count in cores.items() if not core.isdecimal()})
    if not cores:
        return ".", ""
    order = list(_CONVENTIONS)
    if delimiter == ";":
        order.insert(1, order.pop(2))
    patterns = [re.compile(_core(*each)) for each in order]
    counts = [sum(count for core, count in cores.items() if pattern.fullmatch(core)) for pattern in patterns]
    return order[counts.index(max(counts))] if max(counts) else (".", "")


def plain_numbers(texts: pl.Series, dialect: Dialect) -> pl.Series:
    """A column of texts as numbers where every cell is one; where most are, these are spelled plainly.

    Codes with zeros before them, and columns that are mostly words, stay what they are.
    """
    import polars as pl

    core = _core(dialect.decimal, dialect.thousands)
    pattern = _whole(core)
    first = texts.drop_nulls().head(_ROWS)
    if not len(first) or first.str.contains(pattern).sum() < MOSTLY * len(first) / 2:
        return texts
    present = len(texts) - texts.null_count()
    numbers = _numbers(texts, pattern, dialect)
    known = len(numbers) - numbers.null_count()
    if known < MOSTLY * present or texts.str.contains(_CODE).any():
        return texts
    if known < present:
        return pl.select(pl.coalesce(numbers, texts)).to_series().alias(texts.name)
    for wanted in (pl.Int64, pl.Float64):
        cast = numbers.cast(wanted, strict=False)
        if cast.null_count() == numbers.null_count():
            return cast
    return texts


def signed(texts: pl.Series) -> str:
    """The signs in a column of texts that are numbers: "money", "percent", or none."""
    first = texts.head(_ROWS)
    if first.str.contains(_MONEY).any():
        return "money"
    return "percent" if first.str.contains("[%‰]").any() else ""


def _numbers(texts: pl.Series, pattern: str, dialect: Dialect) -> pl.Series:
    """The plain spelling of each cell that is a number, null for the others."""
    import polars as pl

    if dialect.decimal == "." and dialect.thousands != ".":
        plain = texts.cast(pl.Float64, strict=False).is_not_nan()
        rest = texts.set(plain.fill_null(False), None)
        if rest.null_count() == len(rest):
            return texts
        known = pl.when(plain).then(texts).otherwise(_bare(rest, pattern, dialect))
        return pl.select(known).to_series().alias(texts.name)
    return _bare(texts, pattern, dialect)


def _bare(texts: pl.Series, pattern: str, dialect: Dialect) -> pl.Series:
    """The digits of each cell that is a number, with a point and a minus where they have to be."""
    import polars as pl

    cores = texts.str.extract(pattern, 1).fill_null(texts.str.extract(pattern, 2))
    if dialect.thousands:
        cores = cores.str.replace_all(_between(dialect.thousands), "")
    if dialect.decimal == ",":
        cores = cores.str.replace(",", ".", literal=True)
    below = texts.str.contains(rf"^\(|^{_MINUS}|-$|{_MONEY}{_SPACES}*{_MINUS}")
    return pl.select(pl.when(below).then(pl.lit("-") + cores).otherwise(cores)).to_series().alias(texts.name)


def _core(decimal: str, thousands: str) -> str:
    """A regular expression for digits with these signs between them."""
    fraction = rf"(?:{re.escape(decimal)}[0-9]*)?"
    power = "(?:[eE][-+]?[0-9]+)?"
    plain = rf"[0-9]+{fraction}{power}|{re.escape(decimal)}[0-9]+{power}"
    if not thousands:
        return plain
    return rf"[1-9][0-9]{{0,2}}(?:{_between(thousands)}[0-9]{{3}})+{fraction}|{plain}"


def _between(thousands: str) -> str:
    return {" ": _SPACES, "'": "['’]"}.get(thousands, re.escape(thousands))


def _whole(core: str) -> str:
    """A regular expression for a cell: its digits (the first group, or the second within brackets) amid signs."""
    sign, money = rf"(?:[-+]|{_MINUS})?", rf"{_SPACES}*(?:{_MONEY})?{_SPACES}*"
    unit = rf"{_SPACES}*(?:{_MONEY}|[%‰])?{_SPACES}*"
    return rf"^(?:{sign}{money}{sign}({core}){unit}-?|\({money}({core}){unit}\))$"
