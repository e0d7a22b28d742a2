"""Long networks in rows below each other, like lines of text: a tidy one of hundreds of columns is a thread. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from designer.layout import COLUMN, ROW
from engine.design import Place
from engine.graph import Graph

LONGEST = 14
"""So many columns are read at a glance; a network that is longer is folded."""
WIDE = 1.7
"""How many times as wide as high a folded network is to be: about as a window is."""
TRIES = 4
"""So often the length of the rows is corrected for how high they are."""
BETWEEN = ROW + 24.0
"""From the lowest box of a row to the highest of the next: room for the wire that leads back."""


def fold(graph: Graph, places: Mapping[str, Place]) -> dict[str, Place]:
    """Tidy places folded into rows, where there are too many columns for one.

    Rows are cut only where a single wire crosses; where none does for long, a row is longer than the others.
    """
    left = min((x for x, _ in places.values()), default=0.0)
    column = {node_id: round((x - left) / COLUMN) for node_id, (x, _) in places.items()}
    count = max(column.values(), default=0) + 1
    if count <= LONGEST:
        return dict(places)
    narrow = _narrow(graph, column, count)
    length, folded = round(math.sqrt(count * WIDE)), dict(places)
    for _ in range(TRIES):
        folded = _placed(places, column, _rows(list(_starts(narrow, count, length)), count))
        xs, ys = zip(*folded.values(), strict=True)
        is_wide = (max(xs) - min(xs) + COLUMN) / (max(ys) - min(ys) + BETWEEN)
        length = max(LONGEST // 2, round(length * math.sqrt(WIDE / is_wide)))
    return folded


def _placed(
    places: Mapping[str, Place], column: Mapping[str, int], rows: Sequence[tuple[int, int]]
) -> dict[str, Place]:
    """Every row moved to the left edge and below the one before; `rows` has the row of every column, and its start."""
    members: dict[int, list[str]] = {}
    for node_id in places:
        members.setdefault(rows[column[node_id]][0], []).append(node_id)
    folded: dict[str, Place] = {}
    top = min(y for _, y in places.values())
    for _, node_ids in sorted(members.items()):
        down = top - min(places[each][1] for each in node_ids)
        for each in node_ids:
            x, y = places[each]
            folded[each] = (x - rows[column[each]][1] * COLUMN, y + down)
        top = max(folded[each][1] for each in node_ids) + BETWEEN
    return folded


def _narrow(graph: Graph, column: Mapping[str, int], count: int) -> list[bool]:
    """For every column but the first whether one wire alone leads into it or past it."""
    change = [0] * (count + 1)
    for edge in graph.edges:
        change[column[edge.source] + 1] += 1
        change[column[edge.target] + 1] -= 1
    crossing, found = 0, []
    for each in change[:count]:
        crossing += each
        found.append(crossing == 1)
    return found


def _starts(narrow: list[bool], count: int, length: int) -> Iterator[int]:
    """The first column of every row of about this length."""
    start = 0
    while start < count:
        yield start
        if count - start <= length:
            return
        near = range(start + length, start + length // 2, -1)
        after = range(start + length + 1, count)
        start = next((at for at in (*near, *after) if narrow[at]), count)


def _rows(starts: list[int], count: int) -> list[tuple[int, int]]:
    """The row of every column, and the column that the row starts with."""
    row, found = -1, []
    for column in range(count):
        row += row + 1 < len(starts) and column == starts[row + 1]
        found.append((row, starts[row]))
    return found
