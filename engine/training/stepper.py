"""The passes of a run: rows are dealt out to the compiled steps, and the gradient of a batch or of all rows comes back.

What moves the weights is engine.training.updating; when, is engine.training.loop.
"""

from __future__ import annotations

import math

import numpy as np

from engine.feeding import Feeds
from engine.layers.base import Array
from engine.network import Network
from engine.plan import Plan
from engine.training.settings import TrainingSettings
from engine.training.weighting import row_weights_of


class Stepper:
    """Runs a network over its training rows, batch by batch. `feeds` has the network's shapes and dtype.

    `batches` is how many batches an epoch has; `said` holds the prediction of every row in the order of the epoch, as
    it was made during the epoch.
    """

    def __init__(
        self, network: Network, feeds: Feeds, settings: TrainingSettings, rng: np.random.Generator
    ) -> None:
        self._network, self._feeds, self._rng = network, feeds, rng
        self.rows = len(feeds)
        self.size = min(settings.batch_size, self.rows)
        self.batches = math.ceil(self.rows / self.size)
        self._weights = row_weights_of(network, feeds, settings)
        self._plan = self._laid_out(self.size)
        rest = self.rows % self.size
        self._rest = self._laid_out(rest) if rest else self._plan
        self.said = network.room(self.rows)

    def batch(self, order: Array, number: int) -> tuple[float, int]:
        """The loss of batch `number` of the rows in this order, and its rows; the gradient is the network's."""
        start = number * self.size
        rows = order[start : start + self.size]
        plan = self._plan if len(rows) == self.size else self._rest
        self._fill(plan, rows)
        plan.forward()
        loss = plan.loss()
        plan.backward()
        for node_id, said in self.said.items():
            said[start : start + len(rows)] = plan.outputs[node_id]
        return loss, len(rows)

    def whole(self, order: Array) -> float:
        """The mean loss of all rows; its gradient is the network's afterwards.

        Called several times for one step, it drops out the same numbers if the generator is put back in between.
        """
        network, total = self._network, 0.0
        gathered = np.zeros_like(network.gradient)
        for number in range(self.batches):
            loss, rows = self.batch(order, number)
            share = rows / self.rows
            total += loss * share
            gathered += network.gradient * network.dtype.type(share)
        np.copyto(network.gradient, gathered)
        return total

    def _laid_out(self, rows: int) -> Plan:
        return self._network.plan(rows, training=True, rng=self._rng, weighted=bool(self._weights))

    def _fill(self, plan: Plan, rows: Array) -> None:
        """Copy these rows into a plan's inputs, targets and weights."""
        for buffers, given in (
            (plan.inputs, self._feeds.inputs),
            (plan.targets, self._feeds.targets),
            (plan.row_weights, self._weights),
        ):
            for node_id, buffer in buffers.items():
                given[node_id].take(rows, 0, buffer, "clip")
