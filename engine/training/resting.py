"""Weights of which a step reads few rows, such as an Embedding's: the other rows rest, and are made up for later.

An optimizer with a memory moves every weight in every step, also those without a gradient. For a table of thousands of
rows that is most of the work of a step, and none of it matters before a row is read again. So a step moves the rows
that it has read; a row that rested is caught up with, in closed form (engine.optimizers.base.Rest), when it is next
read, and all are at the end of an epoch. What comes out is what moving all rows in every step would give, but for
rounding and, where a root divides, an error below a thousandth of one step's size.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.analysis import Analysis
from engine.layers.base import Array, Layer, Shape, WeightedLayer
from engine.network import Network
from engine.optimizers.base import Rest
from engine.training.settings import TrainingSettings
from engine.training.tables import STEPS, Clock, Table, rows_of, sums_of

WORTH = 8
"""How many times more rows than a step reads a table must have for resting to be the faster way."""
SPREAD = 1e-4
"""How far the divisors of steps that are made up for at once may lie apart: their relative variance."""

SINCE, SUMS, RAW = "resting_since", "resting_sums", "resting_parameters"
"""Names of what a run keeps to go on bit for bit: until when each row is moved, `Clock.sums`, the rows as they are."""


def resting_weights(analysis: Analysis, settings: TrainingSettings) -> set[tuple[str, str]]:
    """Node and name of every weight whose rows rest in a run with these settings."""
    rest = settings.optimizer.rest()
    every_row = settings.weight_decay or settings.accumulate > 1 or settings.average
    every_row = every_row or settings.schedule.moves_momentum
    if rest is None or every_row or not _predictable(rest):
        return set()
    shared = {fact.shares for fact in analysis.facts.values()}
    return {
        (node, weight.name)
        for node, fact in analysis.facts.items()
        for weight in fact.weights
        if weight.trainable and weight.reads and node not in shared
        if not (weight.penalised or weight.constrained) and not (rest.decay and _pace(fact.layer) != 1)
        if weight.shape[0] >= WORTH * weight.reads * settings.batch_size
    }


def resting_shapes(analysis: Analysis, settings: TrainingSettings) -> dict[str, Shape]:
    """The shapes of what a run keeps for weights that rest; none where none does."""
    resting, rest = resting_weights(analysis, settings), settings.optimizer.rest()
    weights = [w for node, fact in analysis.facts.items() for w in fact.weights if (node, w.name) in resting]
    if rest is None or not weights:
        return {}
    return {
        SINCE: (sum(weight.shape[0] for weight in weights),),
        SUMS: sums_of(rest),
        RAW: (sum(weight.size for weight in weights),),
    }


class Resting:
    """All weights of a network whose rows rest. From here on its new compiled steps read them by the row.

    `slots` are the run's vectors by name: the optimizer's, and those of `resting_shapes` but the last.
    """

    def __init__(self, network: Network, settings: TrainingSettings, slots: Mapping[str, Array]) -> None:
        chosen, rest = resting_weights(network.analysis, settings), settings.optimizer.rest()
        self._network, self._tables = network, list[Table]()
        self.placed = [each for each in network.layout if (each.node, each.weight.name) in chosen]
        network.rows = {}
        if rest is None or not self.placed:
            return
        self._since, self._clock = slots[SINCE], Clock(rest, slots[SUMS])
        start = 0
        for each in self.placed:
            since = self._since[start : start + each.weight.shape[0]]
            start += len(since)
            own = {name: rows_of(slots[name], each) for name in settings.optimizer.slots}
            self._tables.append(Table(network, each, settings.optimizer, own, since, self._clock))
        network.rows = {
            each.node: {each.weight.name: table.reader}
            for each, table in zip(self.placed, self._tables, strict=True)
        }

    def move(self, rate: float, count: int) -> None:
        """Move the rows that the last compiled step has read by their gradient, which is 0 afterwards."""
        if not self._tables:
            return
        for table in self._tables:
            table.move(rate, count)
        if self._clock.tick(rate, count) == STEPS:
            self.catch_up()

    def catch_up(self) -> None:
        """Make up for the steps of every row."""
        if self._tables and self._clock.now:
            with np.errstate(all="ignore"):
                for table in self._tables:
                    table.catch_up()
            self.restart()

    def restart(self) -> None:
        """Take every row for caught up with."""
        if self._tables:
            self._since.fill(0)
            self._clock.restart()

    def parameters(self) -> Array:
        """A copy of the network's parameters with every row as it is by now."""
        parameters = self._network.parameters.copy()
        if self._tables and self._clock.now:
            with np.errstate(all="ignore"):
                for placed, table in zip(self.placed, self._tables, strict=True):
                    table.catch_up_copy(rows_of(parameters, placed))
        return parameters

    def kept(self) -> dict[str, Array]:
        """The rows as they are, for going on later bit for bit."""
        if not self._tables:
            return {}
        return {
            RAW: np.concatenate([self._network.parameters[each.start : each.stop] for each in self.placed])
        }

    def take_up(self, slots: Mapping[str, Array]) -> None:
        """Go on from what was kept, after the vectors have been filled in."""
        if not self._tables or RAW not in slots:
            return
        start = 0
        for each in self.placed:
            self._network.parameters[each.start : each.stop] = slots[RAW][start : start + each.weight.size]
            start += each.weight.size
        self._clock.go_to(int(self._since.max()))


def _pace(layer: Layer) -> float:
    """The factor of a layer's learning rate: what shrinks with a rate of its own has sums of its own."""
    return layer.rate_factor if isinstance(layer, WeightedLayer) else 1.0


def _predictable(rest: Rest) -> bool:
    """Whether one epsilon may stand for those of all steps that a row has missed: their divisors hardly differ."""
    if not rest.under:
        return True
    fade, left = rest.fades[rest.moving], rest.fades[rest.under]
    if not fade:
        return True
    if fade >= left**1.5:
        return False
    # The sums of fade^k, 1 / left^(k/2) apart: of 1, of what epsilon counts for, and of the square of that.
    first, mean, square = (fade / left**power for power in (0.5, 1.0, 1.5))
    first, mean, square = (base / (1 - base) for base in (first, mean, square))
    return bool(square * first / mean**2 - 1 <= SPREAD)
