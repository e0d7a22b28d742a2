"""A guess at a file's dialect: what makes rows equally long and cells look like numbers, dates and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from engine.data.cells import is_comma_number, is_date, is_missing, is_number
from engine.data.dialect import DELIMITERS, Dialect
from engine.data.header import looks_like_header
from engine.data.records import numbered
from engine.data.text import decoded, guess_encoding

_ROWS = 300
_CELLS = 3000
_ENOUGH = 0.5
_PREAMBLE = 30

Rows = list[list[str]]


def sniff(start: bytes) -> Dialect:
    """The dialect that a file's first bytes suggest."""
    plain = Dialect(encoding=guess_encoding(start))
    text = decoded(start, plain)
    tried = [
        (_score(text, plain.replace(delimiter=delimiter, quote=quote)), delimiter, quote)
        for quote in ('"', "'")
        for delimiter in DELIMITERS
        if delimiter in text and (quote == '"' or quote in text)
    ]
    score, delimiter, quote = max(tried, key=lambda each: each[0], default=(0.0, ",", '"'))
    if score <= 0:
        free = (sign for sign in DELIMITERS if sign != " " and sign not in text)
        delimiter, quote = next(free, ","), '"'
    best = plain.replace(delimiter=delimiter, quote=quote)
    best = best.replace(skip=_preamble(text, best))
    rows = [row for _, row in numbered(text, best, _ROWS) if row]
    decimal = "," if best.delimiter != "," and _comma_numbers(rows) else "."
    return best.replace(header=looks_like_header(rows), decimal=decimal)


def _score(text: str, dialect: Dialect) -> float:
    """How well a dialect explains the text: 0 for not at all, towards 1 for equal rows of clear cells."""
    rows = [row for _, row in numbered(text, dialect, _ROWS) if row]
    width, share = _usual_width(rows)
    if width < 2 or share < _ENOUGH:
        return 0.0
    usual = [row for row in rows if len(row) == width]
    cells = [cell for row in usual[: max(_CELLS // width, 2)] for cell in row]
    if dialect.delimiter == " " and sum(map(is_number, cells)) < 0.4 * len(cells):
        return 0.0
    clear = sum(_clear(cell, dialect) for cell in cells) / len(cells)
    return share**2 * clear**2 * (1 - 1 / (2 * width))


def _usual_width(rows: Sequence[list[str]]) -> tuple[int, float]:
    """The most common number of cells, and the share of rows that have it."""
    if not rows:
        return 0, 0.0
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return width, count / len(rows)


def _clear(cell: str, dialect: Dialect) -> float:
    """1 for a cell that could stand in a table as it is, less for one that seems to be badly cut."""
    cell = cell.strip()
    if is_missing(cell) or is_number(cell) or is_date(cell):
        return 1.0
    if is_comma_number(cell):
        return 1.0 if dialect.delimiter != "," else 0.3
    if any(sign in cell for sign in ";\t|") or cell[0] in "\"'" or cell[-1] in "\"'":
        return 0.1
    return 0.3 if ("," in cell.rstrip(",") and ", " not in cell) or cell.endswith(",") else 0.9


def _preamble(text: str, dialect: Dialect) -> int:
    """How many lines stand before the table: titles of a single cell before rows of several."""
    lines = numbered(text, dialect, _ROWS)
    rows = [row for _, row in lines if row]
    width, share = _usual_width(rows)
    if width < 2 or share < _ENOUGH or not any(row[-1].strip() for row in rows if len(row) == width):
        return 0
    for place, (_, row) in enumerate(lines[:_PREAMBLE]):
        if sum(bool(cell.strip()) for cell in row) > 1:
            before = [row for _, row in lines[:place] if any(cell.strip() for cell in row)]
            return lines[place - 1][0] if before and place else 0
    return 0


def _comma_numbers(rows: Rows) -> bool:
    """Whether the decimal sign is a comma: more numbers have one than have a point."""
    cells = [cell for row in rows for cell in row]
    commas = sum(map(is_comma_number, cells))
    return commas > sum("." in cell and is_number(cell) for cell in cells)
