"""How much each training row counts: by a weight of its own, and by how rare its class is."""

from __future__ import annotations

import numpy as np

from engine.feeding import Feeds
from engine.layers.base import Array
from engine.layers.output import Output
from engine.losses.class_weights import balanced, row_weights
from engine.network import Network
from engine.training.settings import TrainingSettings

CLASSED = ("binary", "multiclass")
"""The tasks whose truth is one class for each row."""


def row_weights_of(network: Network, feeds: Feeds, settings: TrainingSettings) -> dict[str, Array]:
    """The weight of every row (rows,) for every Output; empty where all rows count alike everywhere.

    Outputs without classes take the rows' own weights alone.
    """
    by_class = settings.class_weights == "balanced"
    outputs = {
        node_id: fact.layer
        for node_id, fact in network.analysis.facts.items()
        if isinstance(fact.layer, Output)
    }
    classed = {node_id for node_id, layer in outputs.items() if by_class and layer.task in CLASSED}
    if feeds.weights is None and not classed:
        return {}
    found = {}
    for node_id, layer in outputs.items():
        weights = np.ones(len(feeds), network.dtype) if feeds.weights is None else feeds.weights
        if node_id in classed:
            truth = feeds.targets[node_id]
            classes = 2 if layer.task == "binary" else int(layer.size)
            weights = weights * row_weights(balanced(truth, classes), truth)
        found[node_id] = np.ascontiguousarray(weights, network.dtype)
    return found
