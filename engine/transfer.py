"""Weights from another network, taken over layer by layer where name and shape agree: transfer learning.

Yosinski, Clune, Bengio and Lipson 2014, "How transferable are features in deep neural networks?"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analysis import Analysis
from engine.layers.base import Weight
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
        others = "The others begin" if self.fitted else "All begin"
        return f"{told} {others} anew." if self.missed else told


def compare(analysis: Analysis, source: Analysis) -> Transfer:
    """What `take_weights` would report for networks of these analyses; the source's must be sound.

    Layers are the same where their names are (the id, where no name was given); weights, where name and shape are.
    Layers that share another's weights are passed over: they follow their owner.
    """
    entries = tuple(entry for _, _, entry in _pairs(analysis, source))
    return Transfer(entries, analysis.parameters)


def take_weights(network: Network, source: Network) -> Transfer:
    """Write the weights of `source` into `network`, running statistics included, and report what fitted."""
    for node_id, other, _ in _pairs(network.analysis, source.analysis):
        there = source.weights.get(other, {})
        for name, weight in network.weights[node_id].items():
            if name in there and there[name].shape == weight.shape:
                np.copyto(weight, there[name])
    return compare(network.analysis, source.analysis)


def _pairs(analysis: Analysis, source: Analysis) -> Iterator[tuple[str, str, Taken]]:
    """Every node with weights, the one of the same name in the source ("" where there is none), and its entry."""
    named = {source.graph[node_id].title: node_id for node_id in reversed(source.graph.order)}
    for node_id in analysis.graph.order:
        own = analysis.facts[node_id].weights
        if own:
            title = analysis.graph[node_id].title
            other = named.get(title, "")
            yield node_id, other, _entry(title, own, _weights_of(source, other) if other else None)


def _weights_of(source: Analysis, node_id: str) -> tuple[Weight, ...]:
    fact = source.facts[node_id]
    return source.facts[fact.shares or node_id].weights


def _entry(title: str, own: Sequence[Weight], theirs: Sequence[Weight] | None) -> Taken:
    if theirs is None:
        return Taken(title, 0, f"{title}: there is no layer of this name.")
    there = {weight.name: weight.shape for weight in theirs}
    numbers, reasons = 0, []
    for weight in own:
        if weight.name not in there:
            reasons.append(f"it has no {weight.name} there")
        elif there[weight.name] != weight.shape:
            shapes = f"{_text(there[weight.name])} there, but {_text(weight.shape)} here"
            reasons.append(f"{weight.name} has the shape {shapes}")
        else:
            numbers += weight.size
    return Taken(title, numbers, f"{title}: {'; '.join(reasons)}." if reasons else "")


def _text(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"


def _layers(count: int) -> str:
    return "1 layer" if count == 1 else f"{count} layers"
