"""Tidy places for a network: columns from left to right, few crossings, straight chains. Pure and deterministic.

After Sugiyama, Tagawa and Toda 1981, "Methods for Visual Understanding of Hierarchical System Structures": longest
paths give the columns, sweeps of barycentres the order in each, and weighted means under a least distance the
heights. A wire over several columns takes a lane of its own through each, so that boxes keep out of its way.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

from designer.edits import GAP_X, GAP_Y, NODE_HEIGHT, NODE_WIDTH
from engine.design import Design, Place
from engine.graph import Graph

COLUMN = NODE_WIDTH + GAP_X
ROW = NODE_HEIGHT + GAP_Y
LANE_HEIGHT = 44.0
"""What a passing wire takes of a column's height."""
SWEEPS = 12
STRAIGHTENINGS = 8
LANE_WEIGHT = 1e-3
"""How much a passing wire pulls at a box, beside 1 for a wire to the next column: chains stay straight."""


@dataclasses.dataclass
class _Lattice:
    """Boxes and lanes in columns: slots by number, boxes first. `left` and `right` are their neighbours."""

    columns: list[list[int]]
    left: list[list[int]]
    right: list[list[int]]
    boxes: int

    def is_box(self, slot: int) -> bool:
        return slot < self.boxes


def tidy(design: Design) -> dict[str, Place]:
    """A place for every node of the design; the middle of the picture stays where it was."""
    graph = design.graph
    if not graph.nodes:
        return {}
    places: dict[str, Place] = {}
    top = 0.0
    for part in _parts(graph):
        placed = _place(graph, part)
        highest = min(y for _, y in placed.values())
        places.update({node_id: (x, y + top - highest) for node_id, (x, y) in placed.items()})
        top = max(y for _, y in places.values()) + ROW
    return _centred(places, design)


def _parts(graph: Graph) -> list[list[str]]:
    """The nodes that hang together, each part in the order of the data's flow; the largest part first."""
    home: dict[str, int] = {}
    parts: list[list[str]] = []
    for node_id in graph.order:
        if node_id in home:
            continue
        waiting, number = [node_id], len(parts)
        home[node_id] = number
        while waiting:
            current = waiting.pop()
            beside = [edge.source for edge in graph.edges_into[current]]
            beside += [edge.target for edge in graph.edges_from[current]]
            for other in beside:
                if other not in home:
                    home[other] = number
                    waiting.append(other)
        parts.append([])
    for node_id in graph.order:
        parts[home[node_id]].append(node_id)
    return sorted(parts, key=len, reverse=True)


def _place(graph: Graph, part: Sequence[str]) -> dict[str, Place]:
    column = _columns(graph, part)
    lattice = _lattice(graph, part, column)
    _order(lattice)
    heights = _heights(lattice)
    return {node_id: (column[node_id] * COLUMN, heights[number]) for number, node_id in enumerate(part)}


def _columns(graph: Graph, part: Sequence[str]) -> dict[str, int]:
    """The column of each node: one after its last source; what has no source stands right before its reader."""
    column: dict[str, int] = {}
    for node_id in part:
        column[node_id] = max((column[edge.source] + 1 for edge in graph.edges_into[node_id]), default=0)
    for node_id in reversed(part):
        readers = [column[edge.target] for edge in graph.edges_from[node_id]]
        if readers and not graph.edges_into[node_id]:
            column[node_id] = max(column[node_id], min(readers) - 1)
    return column


def _lattice(graph: Graph, part: Sequence[str], column: dict[str, int]) -> _Lattice:
    number = {node_id: place for place, node_id in enumerate(part)}
    columns: list[list[int]] = [[] for _ in range(max(column.values()) + 1)]
    for node_id in part:
        columns[column[node_id]].append(number[node_id])
    left: list[list[int]] = [[] for _ in part]
    right: list[list[int]] = [[] for _ in part]
    for node_id in part:
        for edge in graph.edges_from[node_id]:
            before = number[node_id]
            for between in range(column[node_id] + 1, column[edge.target]):
                lane = len(left)
                left.append([before])
                right.append([])
                right[before].append(lane)
                columns[between].append(lane)
                before = lane
            right[before].append(number[edge.target])
            left[number[edge.target]].append(before)
    return _Lattice(columns, left, right, len(part))


def _order(lattice: _Lattice) -> None:
    """Sweep to and fro, each column sorted by where its neighbours stand; keep the order with fewest crossings."""
    best = [list(column) for column in lattice.columns]
    fewest = _crossings(lattice)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        _sweep(lattice, forward=sweep % 2 == 0)
        crossings = _crossings(lattice)
        if crossings < fewest:
            best, fewest = [list(column) for column in lattice.columns], crossings
    lattice.columns[:] = best


def _sweep(lattice: _Lattice, *, forward: bool) -> None:
    columns = lattice.columns if forward else lattice.columns[::-1]
    beside = lattice.left if forward else lattice.right
    rank: dict[int, float] = {}
    for column in columns:
        for place, slot in enumerate(column):
            near = [rank[other] for other in beside[slot]]
            rank[slot] = sum(near) / len(near) if near else float(place)
        column.sort(key=rank.__getitem__)
        rank.update({slot: float(place) for place, slot in enumerate(column)})


def _crossings(lattice: _Lattice) -> int:
    """How many pairs of wires between neighbouring columns cross."""
    total = 0
    for first, second in itertools.pairwise(lattice.columns):
        rank = {slot: place for place, slot in enumerate(second)}
        ends = [end for slot in first for end in sorted(rank[other] for other in lattice.right[slot])]
        total += _inversions(ends, len(second))
    return total


def _inversions(ends: Sequence[int], size: int) -> int:
    """How many pairs stand in the wrong order: counted with a Fenwick tree, in n log n."""
    tree = [0] * (size + 1)
    found = 0
    for seen, end in enumerate(ends):
        place, not_greater = end + 1, 0
        while place:
            not_greater += tree[place]
            place -= place & -place
        found += seen - not_greater
        place = end + 1
        while place <= size:
            tree[place] += 1
            place += place & -place
    return found


def _heights(lattice: _Lattice) -> list[float]:
    """The height of every slot: near the mean of its neighbours', as far apart as boxes and lanes need."""
    height = [0.0] * len(lattice.left)
    for column in lattice.columns:
        _settle(lattice, column, height, [0.0] * len(column), [1.0] * len(column))
    for turn in range(STRAIGHTENINGS):
        columns = lattice.columns if turn % 2 == 0 else lattice.columns[::-1]
        for column in columns:
            wanted, weights = [], []
            for slot in column:
                mean, weight = _wish(lattice, slot, height, forward=turn % 2 == 0)
                wanted.append(mean)
                weights.append(weight)
            _settle(lattice, column, height, wanted, weights)
    return height


def _wish(lattice: _Lattice, slot: int, height: list[float], *, forward: bool) -> tuple[float, float]:
    """Where a slot would like to stand, and how much: as its neighbours on the side just done, else the other."""
    near = lattice.left[slot] if forward else lattice.right[slot]
    near = near or (lattice.right[slot] if forward else lattice.left[slot])
    if not near:
        return height[slot], 0.1
    if not lattice.is_box(slot):
        return sum(height[other] for other in near) / len(near), LANE_WEIGHT
    boxes = [other for other in near if lattice.is_box(other)]
    weight, near = (float(len(boxes)), boxes) if boxes else (LANE_WEIGHT, near)
    return sum(height[other] for other in near) / len(near), weight


def _settle(
    lattice: _Lattice,
    column: Sequence[int],
    height: list[float],
    wanted: Sequence[float],
    weights: Sequence[float],
) -> None:
    """The heights nearest to the wanted ones that keep order and distance: pool adjacent violators, exact."""
    offsets = [0.0]
    for above, below in itertools.pairwise(column):
        offsets.append(offsets[-1] + _apart(lattice, above, below))
    blocks: list[tuple[float, float, int]] = []  # mean, weight, count
    for wish, offset, weight in zip(wanted, offsets, weights, strict=True):
        mean, heavy, count = wish - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, more, many = blocks.pop()
            mean = (mean * heavy + other * more) / (heavy + more)
            heavy, count = heavy + more, count + many
        blocks.append((mean, heavy, count))
    settled = [mean for mean, _, count in blocks for _ in range(count)]
    for slot, offset, mean in zip(column, offsets, settled, strict=True):
        height[slot] = mean + offset


def _apart(lattice: _Lattice, above: int, below: int) -> float:
    """The least distance of the middles of two slots that follow each other in a column."""
    half = [ROW / 2 if lattice.is_box(slot) else LANE_HEIGHT / 2 for slot in (above, below)]
    return sum(half)


def _centred(places: dict[str, Place], design: Design) -> dict[str, Place]:
    """Moved as a whole, so that the middle stays and boxes stand on whole pixels."""
    before, after = _middle(list(design.places.values())), _middle(list(places.values()))
    across, down = before[0] - after[0], before[1] - after[1]
    return {node_id: (float(round(x + across)), float(round(y + down))) for node_id, (x, y) in places.items()}


def _middle(places: Sequence[Place]) -> Place:
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
