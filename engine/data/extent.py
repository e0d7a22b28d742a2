"""Where a table begins and ends within its file: titles before it, sums and sources below it, comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.data.cells import MISSING, is_date, is_missing, is_number
from engine.data.dialect import Dialect
from engine.data.records import numbered
from engine.data.spelling import is_amount

_PREAMBLE = 30
_FOOTER = 30
_ENOUGH = 0.5
_ROWS = 1000
_SUMS = re.compile(
    r"(grand |sub)?(total|sum|average|mean|count|summe|gesamt|insgesamt|mittelwert|durchschnitt|somme|moyenne|totale|"
    r"suma|media|promedio)s?\b.*",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"((source|notes?|quelle|hinweis|anmerkung|fuente|generated|created|exported|end of)\b|©|\(c\)|\*).*",
    re.IGNORECASE,
)

_DELIMITERS = ",;\t|"
_GAP = re.compile("|".join(re.escape(word) for word in MISSING if word.startswith("#")))

Numbered = Sequence[tuple[int, list[str]]]


def preamble(lines: Numbered, width: int, share: float) -> int:
    """How many lines stand before the table: titles of a single cell, or of a few, before rows of several.

    `lines` are the first rows with the numbers of their lines; `share` of them have the usual `width`.
    """
    rows = [row for _, row in lines if row]
    if width < 2 or share < _ENOUGH or not any(row[-1].strip() for row in rows if len(row) == width):
        return 0
    whole = next(place for place, (_, row) in enumerate(lines) if len(row) == width)
    for place, (line, row) in enumerate(lines[:_PREAMBLE]):
        parted = any(not _filled(row) for _, row in lines[place + 1 : whole])
        if _filled(row) > 1 and not _title(row, width, parted):
            before = [row for _, row in lines[:place] if _filled(row)]
            return line - 1 if before and place else 0
    return 0


def _title(row: list[str], width: int, parted: bool) -> bool:
    """Whether a row is a sentence that delimiters tore apart; `parted` tells of a gap between it and the table."""
    torn = _filled(row) < width - 1 and any(" " in cell.strip() for cell in row)
    return len(row) < width and (parted or torn)


def footer(text: str, first: Numbered, dialect: Dialect) -> int:
    """How many lines of a text, which ends where its file ends, stand below the table.

    They are rows of a single cell below rows of several, and rows that begin with a word for a sum; empty lines
    before and after them count.
    """
    if dialect.quote and text.count(dialect.quote) % 2:
        return 0
    rows = numbered(text, dialect.replace(skip=0), 1 << 30)[-_ROWS:]
    usual = [row for _, row in first if row]
    width = max((len(row) for row in usual), key=[len(row) for row in usual].count, default=0)
    if width < 2:
        return 0
    body = [row for row in usual if len(row) == width]
    lead = [row[0].strip() for row in body[1 : len(body) // 2 + 1] if not is_missing(row[0])]
    above = first[0][0] if first else 0
    found = 0
    last = len(rows)
    for place in range(len(rows) - 1, max(len(rows) - 1 - _FOOTER, 0), -1):
        row = rows[place][1]
        if _filled(row) and not _below(row, lead, width, parted=not _filled(rows[place - 1][1])):
            break
        if _filled(row) and rows[place][0] > above:
            last, found = place, place
    if not found:
        return 0
    while last > 1 and not _filled(rows[last - 1][1]):
        last -= 1
    return text.count("\n") + (not text.endswith("\n")) - rows[last][0] + 1


def comment_sign(text: str) -> str:
    """What begins the lines of a text that are comments, which stand anywhere and are unlike rows."""
    lines = [line for line in text.split("\n") if line.strip()]
    for sign in ("#", "%", "//"):
        marked = [place for place, line in enumerate(lines) if line.startswith(sign)]
        if not marked or len(marked) * 2 > len(lines) or any(map(_GAP.match, lines)):
            continue
        counts = [[line.count(each) for each in _DELIMITERS] for line in lines]
        row = next(count for count, line in zip(counts, lines, strict=True) if not line.startswith(sign))
        tight = not any(lines[place].startswith(sign + " ") for place in marked)
        if tight and any(row) and all(counts[place] == row for place in marked):
            continue  # They are cut like rows: a column of words that begin with the sign.
        later = [place for place in marked if place >= len(marked)]
        if later or len(marked) > 1 or lines[0].startswith((sign + " ", sign * 2)):
            return sign
    return ""


def _below(row: list[str], lead: Sequence[str], width: int, parted: bool) -> bool:
    """Whether a row is no row of the table: `lead` are cells of its first column, `parted` tells of a gap above."""
    first = row[0].strip()
    strange = bool(lead) and sum(map(_valued, lead)) > 0.8 * len(lead) and not _valued(first)
    if _filled(row) == 1 and not is_missing(first):
        told = _NOTES.fullmatch(first) is not None or strange or (parted and (width > 2 or len(row) == 1))
        return told or (
            len(row) == 1 and width > 2 and " " in first and not any(" " in cell for cell in lead)
        )
    return (
        _SUMS.fullmatch(first) is not None
        and (strange or parted or _filled(row) < width)
        and first not in lead
    )


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _valued(cell: str) -> bool:
    return is_number(cell) or is_amount(cell) or is_date(cell)
