"""Weights from another network, taken over layer by layer where name and shape agree: transfer learning.

Yosinski, Clune, Bengio and Lipson 2014, "How transferable are features in deep neural networks?"
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.network import Network


@dataclass(frozen=True)
class Taken:
    """What became of one layer: `numbers` were taken over; `sentence` says why not all, empty where all were."""

    title: str
    numbers: int
    sentence: str = ""


@dataclass(frozen=True)
class Transfer:
    """The report of a transfer: an entry for every layer of the new network that has weights, in order."""

    layers: tuple[Taken, ...]
    parameters: int

    @property
    def fitted(self) -> tuple[Taken, ...]:
        """The layers all of whose weights were taken over."""
        return tuple(layer for layer in self.layers if not layer.sentence)

    @property
    def missed(self) -> tuple[Taken, ...]:
        """The layers that keep some or all of their first weights."""
        return tuple(layer for layer in self.layers if layer.sentence)

    def summary(self, source: str) -> str:
        """The report in a sentence; `source` is what the weights came from."""
        numbers = sum(layer.numbers for layer in self.layers)
        told = (
            f"{len(self.fitted)} of {_layers(len(self.layers))} took their weights from {source}, "
            f"{numbers:,} of {self.parameters:,} numbers."
        )
        return f"{told} The others begin anew." if self.missed else told


def take_weights(network: Network, source: Network) -> Transfer:
    """Write the weights of `source` into `network`, running statistics included, and report what fitted.

    Layers are the same where their names are (the id, where no name was given); weights, where name and shape are.
    Layers that share another's weights are passed over: they follow their owner.
    """
    named = {source.graph[node_id].title: node_id for node_id in reversed(source.graph.order)}
    layers, parameters = [], 0
    for node_id in network.graph.order:
        fact = network.analysis.facts[node_id]
        if not fact.weights:
            continue
        parameters += fact.parameters
        title = network.graph[node_id].title
        layers.append(_take(network, source, node_id, named.get(title, ""), title))
    return Transfer(tuple(layers), parameters)


def _take(network: Network, source: Network, node_id: str, other: str, title: str) -> Taken:
    if not other:
        return Taken(title, 0, f"{title}: there is no layer of this name.")
    numbers, reasons = 0, []
    for name, weight in network.weights[node_id].items():
        there = source.weights[other].get(name)
        if there is None:
            reasons.append(f"it has no {name} there")
        elif there.shape != weight.shape:
            reasons.append(f"{name} has the shape {there.shape} there, but {weight.shape} here")
        else:
            np.copyto(weight, there)
            numbers += weight.size
    return Taken(title, numbers, f"{title}: {'; '.join(reasons)}." if reasons else "")


def _layers(count: int) -> str:
    return "1 layer" if count == 1 else f"{count} layers"
