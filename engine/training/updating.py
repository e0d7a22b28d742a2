"""From a gradient to moved weights: gathering over batches, clipping, decay, the optimizer, the average of weights."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.analysis import Analysis
from engine.layers.base import Array, Call, Shape, WeightedLayer, number
from engine.network import Network, Placed
from engine.optimizers.base import Block, Evaluate, Update, in_turn
from engine.schedules.base import Share
from engine.training.resting import RAW, Resting, resting_shapes
from engine.training.settings import TrainingSettings

GATHERED, AVERAGE = "gathered_gradient", "average_weights"
"""The names of the flat vectors that a run keeps besides the optimizer's own."""


def slot_shapes(settings: TrainingSettings, analysis: Analysis) -> dict[str, Shape]:
    """The arrays that a run with these settings keeps to go on later: their names and shapes."""
    optimizer, size = settings.optimizer, sum(fact.trainable for fact in analysis.facts.values())
    shapes = {name: optimizer.slot_shape(name, size) for name in optimizer.slots}
    if settings.accumulate > 1:
        shapes[GATHERED] = (size,)
    if settings.average:
        shapes[AVERAGE] = (size,)
    return shapes | resting_shapes(analysis, settings)


class Updater:
    """Moves a network's parameters by the gradients that its plans leave behind.

    `slots` holds every flat vector that a run must remember, by name; `steps` counts the moves; `gathered` the batches
    whose gradients wait for the next move. Writing these back makes it go on bit for bit.
    """

    def __init__(
        self, network: Network, settings: TrainingSettings, evaluate: Evaluate | None = None
    ) -> None:
        self._parameters, self._gradient = network.parameters, network.gradient
        self._every = settings.accumulate
        self.slots: dict[str, Array] = {}
        self.steps, self.gathered = 0, 0
        self._optimizer = settings.optimizer
        for name, shape in slot_shapes(settings, network.analysis).items():
            if name != RAW:
                self.slots[name] = np.empty(shape, network.dtype)
        self._resting = Resting(network, settings, self.slots)
        self.restart()
        self._momentum, self._take_over = settings.average, settings.average_every
        self._scratch = np.empty_like(self._parameters) if settings.average else self._parameters[:0]
        self._loss = math.nan
        self._pace: Array | None = None
        self._momenta: Share | None = None
        if settings.schedule.moves_momentum and self._optimizer.cycled:
            self._pace = number(getattr(self._optimizer, self._optimizer.cycled), self._parameters)
        if settings.optimizer.full_batch and evaluate is not None:
            self._whole = self._bind_whole(network, evaluate)
            return
        self._move = in_turn(list(self._in_order(network, settings)))

    def _in_order(self, network: Network, settings: TrainingSettings) -> Iterator[Update]:
        """All that a move consists of."""
        if self._pace is not None:
            yield self._set_momentum
        yield from map(_told, self._clipping(network, settings))
        if settings.weight_decay:
            yield _Decay(network, settings).apply
        for group in groups(network, self._resting.placed):
            yield self._bind(group)
        if self._resting.placed:
            yield self._resting.move
        yield from map(_told, _constraining(network))
        if settings.average:
            yield self._follow

    def cycle(self, momenta: Share) -> None:
        """Let the optimizer's momentum, where it has one, be what a schedule says of each step."""
        self._momenta = momenta

    def _set_momentum(self, rate: float, count: int) -> None:  # noqa: ARG002 - it is one of the moves
        if self._pace is not None and self._momenta is not None:
            self._pace[()] = self._momenta(count - 1)

    def take(self, rate: float, last: bool) -> bool:
        """Take in the gradient of a batch; True when the weights were moved.

        They are after every `accumulate` batches, by the mean of their gradients, and after the `last` of an epoch.
        `rate` is the learning rate of this step.
        """
        if self._every > 1 and not self._gather(last):
            return False
        self.steps = count = self.steps + 1
        self._move(rate, count)
        if last:
            self._resting.catch_up()
        return True

    def whole(self, rate: float) -> float:
        """A step of an optimizer that evaluates the loss of all rows by itself. Returns the loss before the step."""
        self._loss = math.nan
        self.steps += 1
        self._whole(rate, self.steps)
        if self._momentum:
            self._follow(rate, self.steps)
        return self._loss

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """While this is entered, the parameters are their average along the run, where one is kept."""
        average = self.slots.get(AVERAGE)
        if average is None:
            yield
            return
        self._swap(average)
        try:
            yield
        finally:
            self._swap(average)

    def settle(self) -> None:
        """Put the average in the place of the parameters, where one is kept: the end of a run."""
        if AVERAGE in self.slots:
            np.copyto(self._parameters, self.slots[AVERAGE])

    def end(self) -> None:
        """Leave the network's parameters as they are by now, whenever the run ends."""
        self._resting.catch_up()

    def kept(self) -> tuple[Array, dict[str, Array]]:
        """Copies of the parameters, and of what a run must remember to go on from here bit for bit."""
        slots = {name: slot.copy() for name, slot in self.slots.items()}
        return self._resting.parameters(), slots | self._resting.kept()

    def take_up(self, parameters: Array, slots: Mapping[str, Array]) -> None:
        """Go on from what was kept; an average that was not begins at the parameters."""
        np.copyto(self._parameters, parameters)
        slots = {AVERAGE: parameters, **slots}
        for name, slot in self.slots.items():
            if name in slots:
                np.copyto(slot, slots[name])
        self._resting.take_up(slots)

    def restart(self) -> None:
        """Forget every gradient there was, as after a run that diverged; the average begins anew at the parameters."""
        for name, slot in self.slots.items():
            slot.fill(self._optimizer.start(name) if name in self._optimizer.slots else 0.0)
        if AVERAGE in self.slots:
            np.copyto(self.slots[AVERAGE], self._parameters)
        self._resting.restart()
        self.steps, self.gathered = 0, 0

    # --- inside --------------------------------------------------------------------------------------------------

    def _bind(self, group: Group) -> Update:
        """The optimizer's update of one group of weights, at the group's pace."""
        part = slice(group.blocks[0].start, group.blocks[-1].stop)
        own = {name: self.slots[name][part] for name in self._optimizer.slots}
        blocks = [
            block._replace(start=block.start - part.start, stop=block.stop - part.start)
            for block in group.blocks
        ]
        w, g = self._parameters[part], self._gradient[part]
        if self._pace is None:
            update = self._optimizer.bind(w, g, own, blocks)
        else:
            update = self._optimizer.bind(w, g, own, blocks, momentum=self._pace)
        factor = group.factor
        return update if factor == 1 else lambda rate, count: update(rate * factor, count)

    def _bind_whole(self, network: Network, evaluate: Evaluate) -> Update:
        """The update of all weights at once, by an optimizer that asks for the loss as often as it likes."""

        def first_kept() -> float:
            loss = evaluate()
            self._loss = loss if math.isnan(self._loss) else self._loss
            return loss

        blocks = [block for group in groups(network) for block in group.blocks]
        own = {name: self.slots[name] for name in self._optimizer.slots}
        return self._optimizer.bind(self._parameters, self._gradient, own, blocks, first_kept)

    def _gather(self, last: bool) -> bool:
        """Add the gradient to those that wait; when it is time, leave their mean in its place."""
        total = self.slots[GATHERED]
        np.add(total, self._gradient, total)
        self.gathered += 1
        if self.gathered < self._every and not last:
            return False
        np.multiply(total, total.dtype.type(1 / self.gathered), self._gradient)
        total.fill(0.0)
        self.gathered = 0
        return True

    def _clipping(self, network: Network, settings: TrainingSettings) -> Iterator[Call]:
        gradient = self._gradient
        if limit := settings.clip_value:
            # The limits are arrays: numpy turns Python's numbers into arrays at every call.
            yield partial(np.clip, gradient, number(-limit, gradient), number(limit, gradient), gradient)
        if limit := settings.clip_norm:
            if settings.clip_each:
                for _, _, start, stop in network.layout:
                    yield partial(_clip_norm, gradient[start:stop], limit)
            else:
                yield partial(_clip_norm, gradient, limit)

    def _follow(self, rate: float, count: int) -> None:  # noqa: ARG002 - it is one of the moves
        """average = momentum average + (1 - momentum) parameters, from the first move on as in Keras and PyTorch."""
        average, scratch = self.slots[AVERAGE], self._scratch
        if count == 1:
            np.copyto(average, self._parameters)
            return
        np.subtract(self._parameters, average, scratch)
        np.multiply(scratch, scratch.dtype.type(1 - self._momentum), scratch)
        np.add(average, scratch, average)
        if self._take_over and count % self._take_over == 0:
            np.copyto(self._parameters, average)

    def _swap(self, average: Array) -> None:
        np.copyto(self._scratch, self._parameters)
        np.copyto(self._parameters, average)
        np.copyto(average, self._scratch)


class _Decay:
    """Shrinks weights, not biases nor the factors and shifts of normalizations, by the settings' share.

    decoupled: w = w (1 - rate decay) before the optimizer's step (Loshchilov and Hutter 2019)
    L2: g = g + decay w, which is the slope of decay / 2 w^2 (Krogh and Hertz 1991)
    """

    def __init__(self, network: Network, settings: TrainingSettings) -> None:
        self._share = settings.weight_decay
        self._decoupled = settings.decay_kind == "decoupled"
        wanted = [(start, stop) for _, weight, start, stop in network.layout if len(weight.shape) > 1]
        self._parts = [(network.parameters[a:b], network.gradient[a:b]) for a, b in wanted]
        longest = max((len(part) for part, _ in self._parts), default=0)
        self._scratch = np.empty(0 if self._decoupled else longest, network.dtype)
        self._factor = number(0, network.parameters)

    def apply(self, rate: float, count: int) -> None:  # noqa: ARG002 - it is one of the moves
        """Before the optimizer's step with this rate."""
        if self._decoupled:
            self._factor.fill(1 - rate * self._share)
            for w, _ in self._parts:
                np.multiply(w, self._factor, w)
            return
        self._factor.fill(self._share)
        for w, g in self._parts:
            pull = self._scratch[: len(w)]
            np.multiply(w, self._factor, pull)
            np.add(g, pull, g)


def _told(operation: Call) -> Update:
    """An operation as one of the moves, which are told the rate and the number of the step."""
    return lambda rate, count: operation()  # noqa: ARG005


def _constraining(network: Network) -> Iterator[Call]:
    """What brings weights back to where they may be, after each step."""
    placed = [each for each in network.layout if each.weight.constrained]
    spare = np.empty(constrained_size(network.analysis), network.dtype)
    for node, weight, start, stop in placed:
        if weight.constraint is not None:
            yield from weight.constraint.bind(
                network.weights[node][weight.name], spare[: stop - start].reshape(weight.shape)
            )


def constrained_size(analysis: Analysis) -> int:
    """How many numbers the largest weight has that is kept to a constraint."""
    weights = (weight for fact in analysis.facts.values() for weight in fact.weights)
    return max((weight.size for weight in weights if weight.trainable and weight.constrained), default=0)


class Group(NamedTuple):
    """Weights side by side in the flat vector whose layers learn at one pace: `factor` times the learning rate."""

    factor: float
    blocks: list[Block]


def groups(network: Network, resting: Sequence[Placed] = ()) -> list[Group]:
    """The groups of a network's weights but those that rest, in order; none where nothing learns."""
    found: list[Group] = []
    for placed in network.layout:
        if placed in resting:
            continue
        node_id, weight, start, stop = placed
        node, layer = network.graph[node_id], network.analysis.facts[node_id].layer
        factor = layer.rate_factor if isinstance(layer, WeightedLayer) else 1.0
        if not found or found[-1].factor != factor or found[-1].blocks[-1].stop != start:
            found.append(Group(factor, []))
        path = f"{layer.kind()}/{node.title}/{weight.name}"
        found[-1].blocks.append(Block(start, stop, weight.shape, path))
    return found


def _clip_norm(gradient: Array, limit: float) -> None:
    """Scale a gradient down to this L2 norm where it is longer."""
    norm = math.sqrt(float(np.dot(gradient, gradient)))
    if math.isinf(norm):  # Squares leave single precision long before the numbers do.
        norm = float(np.linalg.norm(gradient.astype(np.float64)))
    if norm > limit:
        np.multiply(gradient, gradient.dtype.type(limit / norm), gradient)
