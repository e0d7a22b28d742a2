"""Sizes and shapes on the canvas, in pixels at 100 %: boxes, ports, and the curves of wires. Paints nothing."""

from __future__ import annotations

import bisect
import dataclasses
import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from designer.edits import NODE_HEIGHT, NODE_WIDTH

BOX = QRectF(-NODE_WIDTH / 2, -NODE_HEIGHT / 2, NODE_WIDTH, NODE_HEIGHT)
"""A node's box around its place."""
MARGIN = 12.0
"""What a node paints outside its box: ports, shadow, ring and badge."""
RADIUS = 10.0
PORT_RADIUS = 5.0
PORT_REACH = 14.0
"""How near to a port one must press, at 100 % and beyond; the target is 28 px across."""
WIRE_REACH = 7.0
"""How near to a wire one must press, in pixels of the screen."""
GRID = 24.0
SNAP = 5.0
"""How near to a line of the grid a dragged node is drawn to it."""
SPREAD = 9.0
"""Between the ends of wires that share a port."""
LANE = 26.0
"""What a wire that runs round boxes keeps away from them."""
NEAR = NODE_HEIGHT / 2 + 6.0
"""So far above or below a box's middle a wire is too near to it."""
TURN = 44.0
"""How far a wire that leads back reaches out where it turns."""
CLEAR = 12.0
"""What it keeps away where that lets it run straight from its start or to its end."""


def port_heights(count: int) -> tuple[float, ...]:
    """Where the ports of one side stand, from the middle of the box; spread evenly."""
    gap = 0.0 if count < 2 else min(22.0, 56.0 / (count - 1))
    return tuple(gap * (place - (count - 1) / 2) for place in range(count))


def spread(levels: Sequence[float]) -> tuple[float, ...]:
    """Where wires end on one port, from its middle, given how far below it each comes from, the highest first.

    A wire that comes level ends in the middle, so that it is straight; others spread above and below it.
    """
    count = len(levels)
    gap = 0.0 if count < 2 else min(SPREAD, 48.0 / (count - 1))
    level = next((place for place, height in enumerate(levels) if abs(height) < 1.0), None)
    anchor = float(level) if level is not None and count <= 4 else (count - 1) / 2
    return tuple(gap * (place - anchor) for place in range(count))


def snapped(value: float) -> float:
    """`value`, or the line of the grid that is near it."""
    line = round(value / GRID) * GRID
    return line if abs(line - value) <= SNAP else value


@dataclasses.dataclass(frozen=True, slots=True)
class Lane:
    """The level stretch on which a wire passes boxes that stand in its way; one that leads back has its end at left."""

    left: float
    right: float
    height: float


def wire_path(start: QPointF, end: QPointF, lane: Lane | None = None) -> QPainterPath:
    """The curve from an output to an input: level at both ends, along `lane` where boxes are in the way."""
    path = QPainterPath(start)
    if lane is None:
        _curve(path, start, end)
        return path
    if lane.right < lane.left:
        _lead_back(path, end, lane)
        return path
    enter, leave = QPointF(lane.left, lane.height), QPointF(lane.right, lane.height)
    _curve(path, start, enter)
    path.lineTo(leave)
    _curve(path, leave, end)
    return path


def _lead_back(path: QPainterPath, end: QPointF, lane: Lane) -> None:
    """Turn round at both ends of a lane that runs from right to left: the next row, as the next line of a text."""
    start, height = path.currentPosition(), lane.height
    out, back = start.x() + TURN, end.x() - TURN
    path.cubicTo(QPointF(out, start.y()), QPointF(out, height), QPointF(lane.left, height))
    path.lineTo(lane.right, height)
    path.cubicTo(QPointF(back, height), QPointF(back, end.y()), end)


def _curve(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    across, down = end.x() - start.x(), abs(end.y() - start.y())
    # Backwards it leaves and arrives in wide loops, so that the direction stays plain.
    forward, backward = max(across / 2, min(40.0, down / 2, across + 24.0)), min(60.0 - across / 3, 220.0)
    pull = forward if across >= 0 else backward
    path.cubicTo(QPointF(start.x() + pull, start.y()), QPointF(end.x() - pull, end.y()), end)


def _curve_heights(steps: int = 32) -> tuple[float, ...]:
    """How far a curve has fallen, as a share, at equal steps across: a cubic that is level at both ends."""
    fine = [step / 400 for step in range(401)]
    across = [1.5 * t * (1 - t) + t**3 for t in fine]
    fallen = [t * t * (3 - 2 * t) for t in fine]
    return tuple(fallen[bisect.bisect_left(across, step / steps)] for step in range(steps + 1))


CURVE = _curve_heights()


def find_lane(start: QPointF, end: QPointF, places: Sequence[tuple[float, float]]) -> Lane | None:
    """How a wire gets round the boxes at `places`; None where the straight way is free.

    `places` are the centres of the boxes between both ends, sorted from left to right.
    """
    width = end.x() - start.x()
    if not places or width <= 0:
        return None
    above, below = sorted((start.y(), end.y()))
    # Most boxes of a network in many rows are far above or below: they are not worth a curve.
    hit = [
        place for place in places if above - NEAR < place[1] < below + NEAR and _meets_box(start, end, place)
    ]
    if not hit:
        return None
    left, right = hit[0][0] - NODE_WIDTH / 2 - 8.0, hit[-1][0] + NODE_WIDTH / 2 + 8.0
    within = [y for x, y in places if left - NODE_WIDTH / 2 < x < right + NODE_WIDTH / 2]
    for level in (start.y(), end.y()):
        if all(abs(level - y) >= NODE_HEIGHT / 2 + CLEAR for y in within):
            return Lane(left, right, level)
    return Lane(left, right, _free_height((start.y() + end.y()) / 2, within))


def find_way_back(start: QPointF, end: QPointF, places: Sequence[tuple[float, float]]) -> Lane | None:
    """How a wire leads back to a row above or below, between the rows; None where these are too near for that.

    `places` are the centres of all boxes.
    """
    if abs(end.y() - start.y()) < NODE_HEIGHT + 2 * CLEAR:
        return None
    left, right = end.x(), start.x()
    within = [y for x, y in places if left - NODE_WIDTH / 2 < x < right + NODE_WIDTH / 2]
    level = _free_height((start.y() + end.y()) / 2, within, CLEAR)
    return Lane(right, left, level) if min(start.y(), end.y()) < level < max(start.y(), end.y()) else None


def _meets_box(start: QPointF, end: QPointF, place: tuple[float, float]) -> bool:
    """Whether the plain curve between two points comes too near to the box at a place between them."""
    width, fall = end.x() - start.x(), end.y() - start.y()
    shares = ((place[0] + side - start.x()) / width for side in (-NODE_WIDTH / 2, 0.0, NODE_WIDTH / 2))
    heights = [
        start.y() + fall * CURVE[round(min(max(share, 0.0), 1.0) * (len(CURVE) - 1))] for share in shares
    ]
    return min(heights) < place[1] + NEAR and max(heights) > place[1] - NEAR


def _free_height(wanted: float, middles: Sequence[float], clear: float = LANE) -> float:
    """The height nearest to `wanted` at which no box of these middles is met; below rather than above."""
    away = NODE_HEIGHT / 2 + clear
    top = bottom = -math.inf
    for row in sorted(set(middles)):
        if row - away >= bottom:  # A gap: what is above is done with.
            if top < wanted < bottom:
                break
            top = row - away
        bottom = row + away
    if not top < wanted < bottom:
        return wanted
    return bottom if bottom - wanted <= wanted - top + 0.5 else top


def distance(first: QPointF, second: QPointF) -> float:
    """Between two points."""
    return math.hypot(first.x() - second.x(), first.y() - second.y())


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as a person reads it: (16) or (8, 8, 1)."""
    return f"({', '.join(str(length) for length in shape)})"
