"""Where an arrow key leads: along the wires, and up and down among what runs beside. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from engine.design import Design

Direction = Literal["left", "right", "up", "down"]


def step(design: Design, current: str | None, direction: Direction) -> str | None:
    """The node to go to from `current`; the leftmost one where nothing is current, None where the way ends."""
    if current is None or current not in design.graph:
        return min(design.places, key=lambda node_id: design.places[node_id], default=None)
    graph = design.graph
    if direction == "right":
        return _nearest(design, current, (edge.target for edge in graph.edges_from[current]))
    if direction == "left":
        return _nearest(design, current, (edge.source for edge in graph.edges_into[current]))
    beside = {edge.target for back in graph.edges_into[current] for edge in graph.edges_from[back.source]}
    beside |= {edge.source for out in graph.edges_from[current] for edge in graph.edges_into[out.target]}
    return _next(design, current, beside, direction) or _next(design, current, design.places, direction)


def _nearest(design: Design, current: str, others: Iterable[str]) -> str | None:
    """The one that lies most nearly level."""
    height = design.places[current][1]
    return min(others, key=lambda each: (abs(design.places[each][1] - height), each), default=None)


def _next(design: Design, current: str, others: Iterable[str], direction: Direction) -> str | None:
    """The nearest one above or below; going sideways counts double."""
    x, y = design.places[current]
    sign = 1 if direction == "down" else -1
    ahead = [each for each in others if sign * (design.places[each][1] - y) > 0]
    return min(
        ahead,
        key=lambda each: (2 * abs(design.places[each][0] - x) + abs(design.places[each][1] - y), each),
        default=None,
    )
