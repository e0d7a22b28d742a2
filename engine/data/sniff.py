"""A guess at a file's dialect: what makes rows equally long and cells look like numbers, dates and words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from engine.data.cells import is_comma_number, is_date, is_missing, is_number
from engine.data.dialect import DELIMITERS, RARE_DELIMITERS, Dialect
from engine.data.extent import comment_sign, footer, preamble
from engine.data.header import header_rows, looks_like_header
from engine.data.records import numbered
from engine.data.spelling import conventions, is_amount
from engine.data.text import decoded, guess_encoding

_ROWS = 300
_CELLS = 3000
_ENOUGH = 0.5
_SAID = re.compile(r'\ufeff?"?sep=(.|\\t)"?,*\n', re.IGNORECASE)

Rows = list[list[str]]


def sniff(start: bytes, end: bytes = b"", known: Dialect | None = None) -> Dialect:
    """The dialect that a file's first bytes suggest, and its last ones (empty where the first are all).

    Where it is `known` how cells are divided, only the extent of the table and its numbers are guessed.
    """
    plain = known or Dialect(encoding=guess_encoding(start))
    text = decoded(start, plain)
    said = None if known else _SAID.match(text)
    best = known or _spelled(text, plain.replace(comment=comment_sign(text)), said)
    lines = numbered(text, best, _ROWS)
    if not said:
        best = best.replace(skip=preamble(lines, *usual_width([row for _, row in lines if row])))
    if not (end and plain.encoding.startswith("utf-16")):  # whose letters a cut may have torn in two
        best = best.replace(footer=footer(decoded(end, plain) if end else text, lines, best))
    rows = [row for _, row in numbered(_shortened(text, 0 if end else best.footer), best, _ROWS) if row]
    count = header_rows(rows)
    header = count > 1 or looks_like_header(rows)
    body = rows[count if header else 0 :]
    width, _ = usual_width(body)
    decimal, thousands = conventions(
        [[row[at] for row in body if at < len(row)] for at in range(width)], best.delimiter
    )
    return best.replace(header=header, header_rows=count, decimal=decimal, thousands=thousands)


def _spelled(text: str, plain: Dialect, said: re.Match[str] | None) -> Dialect:
    """How cells are divided and quoted, where no line has `said` so."""
    found = plain.replace(skip=1, delimiter=_told(said[1])) if said else _divided(text, plain)
    return found.replace(escape=_escape(text, found))


def usual_width(rows: Sequence[list[str]]) -> tuple[int, float]:
    """The most common number of cells, and the share of rows that have it."""
    if not rows:
        return 0, 0.0
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return width, count / len(rows)


def _divided(text: str, plain: Dialect) -> Dialect:
    """The delimiter and the quote that explain the text best."""
    for delimiters in (DELIMITERS, RARE_DELIMITERS):
        tried = [
            (_score(text, plain.replace(delimiter=delimiter, quote=quote)), delimiter, quote)
            for quote in ('"', "'")
            for delimiter in delimiters
            if delimiter in text and (quote == '"' or quote in text)
        ]
        score, delimiter, quote = max(tried, key=lambda each: each[0], default=(0.0, ",", '"'))
        if delimiter == "," and _halves_numbers(text, plain):
            return plain.replace(delimiter=_free(text))
        if score > 0:
            found = plain.replace(delimiter=delimiter, quote=quote)
            return _doubled(text, found)
    if ragged := _ragged(text, plain):
        return plain.replace(delimiter=ragged)
    return plain.replace(delimiter=_free(text))


def _free(text: str) -> str:
    """A delimiter that does not divide the text."""
    return next((sign for sign in DELIMITERS if sign != " " and sign not in text), ",")


def _halves_numbers(text: str, plain: Dialect) -> bool:
    """Whether commas stand in the numbers of a single column, which its name of a single cell gives away."""
    rows = [row for _, row in numbered(text, plain.replace(delimiter=","), _ROWS) if row]
    lone = [row for row in rows if len(row) == 1]
    halves = [row for row in rows if len(row) == 2]
    if len(rows) < 3 or len(rows[0]) > 1 or len(lone) + len(halves) < len(rows) or len(halves) < len(lone):
        return False
    return not is_amount(rows[0][0]) and all(is_amount(",".join(row)) for row in halves)


def _ragged(text: str, plain: Dialect) -> str:
    """The delimiter between numbers in rows of all lengths; empty where there is none."""
    best, most = "", 0
    for delimiter in DELIMITERS:
        rows = [row for _, row in numbered(text, plain.replace(delimiter=delimiter), _ROWS) if row]
        several = sum(len(row) > 1 for row in rows)
        cells = [cell for row in rows for cell in row[:_CELLS]][:_CELLS]
        known = sum(is_missing(cell) or is_number(cell) or is_date(cell) for cell in cells)
        if 2 * several > len(rows) and known > 0.8 * len(cells) and len(cells) > most:
            best, most = delimiter, len(cells)
    return best


def _doubled(text: str, found: Dialect) -> Dialect:
    """The dialect with its delimiter twice, where every second cell of every row would be empty without."""
    delimiter = found.delimiter
    if delimiter == " " or delimiter * 2 not in text:
        return found
    rows = [row for _, row in numbered(text, found, _ROWS) if len(row) > 1]
    if rows and all(len(row) % 2 and not any(cell.strip() for cell in row[1::2]) for row in rows):
        return found.replace(delimiter=delimiter * 2)
    return found


def _score(text: str, dialect: Dialect) -> float:
    """How well a dialect explains the text: 0 for not at all, towards 1 for equal rows of clear cells."""
    rows = [row for _, row in numbered(text, dialect, _ROWS) if row]
    width, share = usual_width(rows)
    if width < 2 or share < _ENOUGH:
        return 0.0
    usual = [row for row in rows if len(row) == width]
    cells = [cell for row in usual[: max(_CELLS // width, 2)] for cell in row[:_CELLS]]
    if dialect.delimiter == " " and sum(map(is_number, cells)) < 0.4 * len(cells):
        return 0.0
    if dialect.delimiter == ":" and width < 3 and f'"{dialect.delimiter}"' not in text:
        return 0.0
    clear = sum(_clear(cell, dialect) for cell in cells) / len(cells)
    return share**2 * clear**2 * (1 - 1 / (2 * width))


def _clear(cell: str, dialect: Dialect) -> float:
    """1 for a cell that could stand in a table as it is, less for one that seems to be badly cut."""
    cell = cell.strip()
    if is_missing(cell) or is_number(cell) or is_date(cell):
        return 1.0
    if is_comma_number(cell) or (is_amount(cell) and dialect.delimiter not in cell):
        return 1.0 if dialect.delimiter != "," else 0.3
    if any(sign in cell for sign in ";\t|") or cell[0] in "\"'" or cell[-1] in "\"'":
        return 0.1
    return 0.3 if ("," in cell.rstrip(",") and ", " not in cell) or cell.endswith(",") else 0.9


def _escape(text: str, dialect: Dialect) -> str:
    """A backslash where it stands before quotation marks inside of cells."""
    quote = dialect.quote
    if not quote or "\\" + quote not in text or dialect.delimiter == "\\t":
        return ""
    mark = re.escape(quote)
    inside = re.findall(
        rf"(?<!\\)(?:\\\\)*\\{mark}(?! *(?:{re.escape(dialect.delimiter)}|\n|$|{mark}{mark}))", text
    )
    return "\\" if inside else ""


def _told(sign: str) -> str:
    """The delimiter that a line sep=; names."""
    sign = "\t" if sign == "\\t" else sign
    return sign if not sign.isalnum() and sign not in "\"'.-+\r\n\0" else ","


def _shortened(text: str, lines: int) -> str:
    """The text without its last lines."""
    kept = text.split("\n")
    if kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept[: len(kept) - lines]) + "\n" if lines else text
