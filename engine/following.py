"""Layers that are worked off together in training: a pooling, right behind the convolution that it alone reads.

A convolution works on a few pictures at a time. What it has written of them is pooled while it lies in the processor's
cache, and so is what flows back.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.analysis import Analysis
from engine.layers.base import Layer
from engine.layers.families.convolution import Convolution
from engine.layers.families.pooling import Pooling


def followers(analysis: Analysis, flowing: frozenset[str]) -> dict[str, str]:
    """The node that follows, for every node that leads; a gradient reaches both."""
    found = {}
    for node_id, fact in analysis.facts.items():
        readers = analysis.graph.edges_from[node_id]
        if node_id in flowing and len(readers) == 1:
            follower = readers[0].target
            if _leads(fact.layer, analysis.facts[follower].layer):
                found[node_id] = follower
    return found


def _leads(layer: Layer, follower: Layer) -> bool:
    return (
        isinstance(layer, Convolution)
        and layer.leads
        and not any(layer.activity)
        and isinstance(follower, Pooling)
    )


def postponed(leaders: Mapping[str, str], analysis: Analysis) -> frozenset[str]:
    """The nodes that lead and leave their activation to be done after what follows, where there is less to do."""
    return frozenset(
        node_id
        for node_id, follower in leaders.items()
        if isinstance(layer := analysis.facts[node_id].layer, Convolution)
        and layer.postpones(analysis.facts[follower].layer)
    )
