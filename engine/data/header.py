"""The names of a table's columns: whether the first row holds them, and what they are called in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.data.cells import is_date, is_missing, is_number
from engine.data.spelling import is_amount

_MOST_HEADERS = 3
_COLUMNS = 500
_USUAL = 1 / 3


def looks_like_header(rows: Sequence[list[str]]) -> bool:
    """Whether the first row names columns instead of holding values.

    It does when words stand above numbers or dates, and does not when its cells are of the same sort as those below
    or come again there. When nothing speaks either way it does, unless its names are not all different.
    """
    if not rows:
        return True
    first, body = rows[0], rows[1:]
    names = [cell.strip() for cell in first if cell.strip()]
    if not names:
        return False
    votes = sum(
        _vote(cell.strip(), [row[place].strip() for row in body if place < len(row)])
        for place, cell in enumerate(first[:_COLUMNS])
    )
    if _counts_up(names):
        votes += len(names)
    if votes:
        return votes > 0
    return len(set(names)) == len(names) and not any(_valued(name) for name in names)


def header_rows(rows: Sequence[list[str]]) -> int:
    """How many of the first rows name the columns, if any does.

    A second or third one does when two columns or more hold values below it, and it holds none in any of them but
    words in most: units, or names below the names of groups.
    """
    count = 1
    while count < _MOST_HEADERS and len(rows) > count + 2 and _names_too(rows[count], rows[count + 1 :]):
        count += 1
    return count


def _names_too(row: list[str], body: Sequence[list[str]]) -> bool:
    known = words = 0
    for place, cell in enumerate(row[:_COLUMNS]):
        cells = [other[place].strip() for other in body if place < len(other)]
        cells = [other for other in cells if not is_missing(other)]
        if cells and sum(map(_valued, cells)) > 0.8 * len(cells):
            if _valued(cell.strip()):
                return False
            known += 1
            words += bool(cell.strip()) and not is_missing(cell)
    return known >= 2 and 2 * words > known


def _vote(name: str, cells: list[str]) -> float:
    """What one column says about its first cell: above 0 for a name."""
    cells = [cell for cell in cells if not is_missing(cell)]
    if not cells or not name:
        return 0.0
    values = sum(map(_valued, cells)) / len(cells)
    if _valued(name) or is_missing(name):
        return -1.0 if values > 0.5 else 0.0
    if values > 0.5:
        return 1.0
    return -0.5 if name in cells else 0.0


def _valued(cell: str) -> bool:
    return is_number(cell) or is_amount(cell) or is_date(cell)


def _counts_up(names: list[str]) -> bool:
    """Whether all but the first one or two names are numbers that count up by one (years, pixels)."""
    for start in (0, 1, 2):
        tail = names[start:]
        if len(tail) >= 3 and all(name.isdecimal() and len(name) < 10 for name in tail):
            numbers = [int(name) for name in tail]
            return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return False


@dataclass(frozen=True)
class Layout:
    """The columns of a table before its cells are read.

    `names` are clean and different; `nameless` are the names that were made up. `repairs` are sentences.
    """

    names: tuple[str, ...]
    nameless: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Cells per row."""
        return len(self.names)


def layout(first: Sequence[list[str]], header: int) -> Layout:
    """Names and number of columns from the first rows that are not empty, of which `header` name the columns.

    The width is what most rows have (the longest one's where no width is usual), or the header's where it is longer.
    Where the header is one short and the last cells are filled, the first column holds the rows' names, as R writes
    them. A name of several rows is made of all of them; a gap in one that stands above others belongs to the group
    that began before it.
    """
    names = _joined(first[:header])
    widths = Counter(len(row) for row in first[header:])
    usual = max(widths, key=lambda width: (widths[width], width), default=len(names))
    if widths[usual] < _USUAL * widths.total():
        usual = max(widths)
    while len(names) > max(usual, 1) and not names[-1].strip():
        names.pop()
    if (
        header
        and usual == len(names) + 1
        and any(row[-1].strip() for row in first[header:] if len(row) == usual)
    ):
        names.insert(0, "")
    names += [""] * (usual - len(names))
    return _named(names, bool(header))


def _joined(rows: Sequence[list[str]]) -> list[str]:
    """The cells of several rows one below the other, as names."""
    if len(rows) < 2:
        return list(rows[0]) if rows else []
    width = max(map(len, rows))
    names: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(rows, start=1):
        group = ""
        for place, parts in enumerate(names):
            cell = row[place].strip() if place < len(row) else ""
            group = cell or group
            below = any(place < len(each) and each[place].strip() for each in rows[number:])
            cell = cell or (group if below else "")
            if cell.strip("-=:+") and cell not in parts:
                parts.append(cell)
    return [" ".join(parts) for parts in names]


def _named(cells: Sequence[str], header: bool) -> Layout:
    names: dict[str, None] = {}
    nameless, repairs = [], []
    taken = {" ".join(cell.split()) for cell in cells}
    for place, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.split())
        name = wanted or f"column_{place}"
        number = 2
        while name in names or (name != wanted and name in taken):
            name, number = f"{wanted or f'column_{place}'}_{number}", number + 1
        if not wanted:
            nameless.append(name)
            if header:
                repairs.append(f"Column {place} had no name: called {name}.")
        elif name != wanted:
            repairs.append(f"Column {place} was called {wanted} like another: called {name}.")
        names[name] = None
    return Layout(tuple(names), tuple(nameless), tuple(repairs))
