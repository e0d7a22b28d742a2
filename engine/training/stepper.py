"""The passes of a run: rows are dealt out to the compiled steps, and the gradient of a batch or of all rows comes back.

What moves the weights is engine.training.updating; when, is engine.training.loop.
"""

from __future__ import annotations

import math
from functools import cached_property, partial

import numpy as np

from engine.chain import Chain
from engine.feeding import Feeds
from engine.halves import Halves
from engine.layers.base import Array
from engine.network import Network
from engine.plan import Plan
from engine.training.settings import TrainingSettings
from engine.training.weighting import row_weights_of

BATCHES = 16
"""The most batches that are dealt out at once, to a compiled step that can hold several.

Each has operations of its own, some 10 kB: of more, one batch drives another's from the cache. Measured with the
penguins' network, 64 take as long where nothing else runs, and 6 % longer where something does.
"""


class Stepper:
    """Runs a network over its training rows, batch by batch. `feeds` has the network's shapes and dtype.

    `batches` is how many batches an epoch has.
    """

    def __init__(
        self, network: Network, feeds: Feeds, settings: TrainingSettings, rng: np.random.Generator
    ) -> None:
        self._network, self._feeds, self._rng = network, feeds, rng
        self.rows = len(feeds)
        self.size = min(settings.batch_size, self.rows)
        self.batches = math.ceil(self.rows / self.size)
        self._weights = row_weights_of(network, feeds, settings)
        self._full = self.rows // self.size
        # Room for rows on their way to a step whose inputs are not contiguous, as those of a chain are not.
        self._gathered: dict[str, Array] = {}
        self._plan = self._laid_out(self.size, min(BATCHES, self._full))
        self._said = network.room(self.rows)
        # The batches that were dealt out last: to which step, of which order, from which on, how many, and how
        # many of them were run.
        self._now, self._order = self._plan, np.empty(0, np.int64)
        self._first, self._dealt, self._run = 0, 0, 0

    @cached_property
    def _rest(self) -> Plan | Halves | Chain:
        """The step of the last, smaller batch: compiled when it comes, so that the first one need not wait for it."""
        return self._laid_out(self.rows % self.size, 1)

    @cached_property
    def _total(self) -> Array:
        """Where the gradients of all batches are added up, for an optimizer that wants that of all rows."""
        return np.empty_like(self._network.gradient)

    @property
    def said(self) -> dict[str, Array]:
        """The prediction of every row in the order of the epoch, as it was made during the epoch."""
        self._collect()
        return self._said

    def batch(self, order: Array, number: int) -> tuple[float, int]:
        """The loss of batch `number` of the rows in this order, and its rows; the gradient is the network's."""
        place = number - self._first
        if place != self._run or place == self._dealt or order is not self._order:
            self._deal(order, number)
            place = 0
        loss = self._now.step(place)
        self._run = place + 1
        return loss, self._now.batch

    def given(self, order: Array, number: int) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
        """What batch `number` is made of: inputs, truth and weights of rows, by node id, in new arrays."""
        rows = order[number * self.size : (number + 1) * self.size]
        inputs, targets, weights = (
            {node_id: array[rows] for node_id, array in arrays.items()}
            for arrays in (self._feeds.inputs, self._feeds.targets, self._weights)
        )
        return inputs, targets, weights

    def whole(self, order: Array) -> float:
        """The mean loss of all rows; its gradient is the network's afterwards.

        Called several times for one step, it drops out the same numbers if the generator is put back in between.
        """
        gradient, total, gathered = self._network.gradient, 0.0, self._total
        gathered.fill(0)
        for number in range(self.batches):
            loss, rows = self.batch(order, number)
            share = rows / self.rows
            total += loss * share
            np.multiply(gradient, gradient.dtype.type(share), gradient)
            np.add(gathered, gradient, gathered)
        np.copyto(gradient, gathered)
        return total

    def _laid_out(self, rows: int, batches: int) -> Plan | Halves | Chain:
        weighted = bool(self._weights)
        step = self._network.plan(rows, training=True, rng=self._rng, weighted=weighted, batches=batches)
        for node_id, buffer in step.inputs.items():
            if not buffer.flags.c_contiguous and node_id not in self._gathered:
                self._gathered[node_id] = np.empty(buffer.shape, buffer.dtype)
        return step

    def _deal(self, order: Array, number: int) -> None:
        """Copy the rows of the batches from `number` on into the step that runs them: as many as it holds."""
        self._collect()
        self._order, self._first, self._run = order, number, 0
        self._now = self._plan if number < self._full else self._rest
        self._dealt = min(self._now.batches, max(1, self._full - number))
        start = number * self.size
        rows = order[start : start + self._dealt * self._now.batch]
        fill = partial(self._fill, self._now, rows)
        if isinstance(self._now, Halves):
            self._now.fill = fill
        else:
            fill(slice(0, len(rows)))

    def _fill(self, step: Plan | Halves | Chain, rows: Array, part: slice) -> None:
        """Copy a part of the rows to where the step has them."""
        for buffers, given in (
            (step.inputs, self._feeds.inputs),
            (step.targets, self._feeds.targets),
            (step.row_weights, self._weights),
        ):
            for node_id, buffer in buffers.items():
                self._take(given[node_id], rows[part], node_id, buffer[part])

    def _take(self, given: Array, rows: Array, node_id: str, buffer: Array) -> None:
        """Copy rows into a buffer; by way of another where it is not contiguous, which numpy would make each time."""
        if buffer.flags.c_contiguous:
            given.take(rows, 0, buffer, "clip")
            return
        gathered = self._gathered[node_id][: len(rows)]
        given.take(rows, 0, gathered, "clip")
        np.copyto(buffer, gathered)

    def _collect(self) -> None:
        """Keep the predictions of the batches that were run."""
        start, rows = self._first * self.size, self._run * self._now.batch
        for node_id, said in self._said.items():
            said[start : start + rows] = self._now.outputs[node_id][:rows]
