"""What every optimizer is: a rule that moves one flat vector of parameters by one flat gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple, Self

import numpy as np

from engine import parallel
from engine.declare import Declared
from engine.layers.base import Array, Shape, number

Update = Callable[[float, int], None]
"""Moves the parameters in place: called with the learning rate, and the number of this step, counted from 1."""

Evaluate = Callable[[], float]
"""Computes the loss of all training rows at the parameters as they are, writes its gradient, returns the loss."""

PIECE = 1 << 18
"""Numbers that are moved at a time. The passes over longer vectors would each fetch them from memory anew.

Measured with Adam in single precision on 32 MB of cache: up to two million numbers a piece of this size costs as much
as the whole; beyond that it is 1.5 times as fast, where 16,384 numbers are 1.2 times: calls cost more than the second
level of the cache gains.
"""
SHARE = 100_000
"""Numbers that are worth a thread of their own.

Measured with Adam on two cores: two threads move 200,000 numbers 1.3 times as fast as one, half a million 1.6 times,
and 20 million no faster, as both wait for memory. Where another program keeps a core busy nothing is gained.
"""


MOMENTUM = "momentum_now"
"""The name by which a rule finds the momentum of the step, of no axes, where a schedule moves it."""


class Block(NamedTuple):
    """One weight in the flat vectors that an optimizer is bound to: the numbers from `start` to `stop`.

    `path` says whose it is, as in "dense/Hidden layer/kernel": the layer's kind, its name, the weight's name.
    """

    start: int
    stop: int
    shape: Shape
    path: str = ""


class Rest(NamedTuple):
    """What steps without a gradient do, so that many can be made up for at once (engine.training.resting).

    After k of them each slot in `fades` is that base to the power of k times what it was; others stay. In each of them
    w = w - factor(rate, count) s, where s is the slot `moving` as it is then, over root + `epsilon` of the slot `under`
    where one is named; without `moving` w stays. Before that it shrinks: w = w (1 - rate `decay`).
    """

    fades: Mapping[str, float]
    moving: str = ""
    under: str = ""
    epsilon: float = 0.0
    factor: Callable[[float, int], float] = lambda rate, count: 1.0  # noqa: ARG005
    decay: float = 0.0


class Optimizer(Declared):
    """The base of every optimizer. It holds settings; what it remembers lies in slots that the caller owns.

    Every optimizer has a setting `learning_rate`. `slots` names the arrays that it keeps, in the dtype of the
    parameters; `slot_shape` and `start` give their shape (that of the parameters, unless told) and first value. Which
    slots there are may depend on the settings.

    A kind whose numbers do not depend on one another writes `rule`; one that looks at whole weights or at all of them
    writes `bind`. `threaded` says that a rule has enough to do for two threads. `full_batch` marks those that evaluate
    the loss themselves, on all training rows and as often as they need: they are bound once, to all parameters, with
    `evaluate`; the training loop runs no pass of its own before their update, changes nothing in the gradient, and
    takes the loss from the first evaluation.
    """

    full_batch: ClassVar[bool] = False
    threaded: ClassVar[bool] = True

    learning_rate: float

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the arrays that this optimizer keeps."""
        return ()

    @property
    def cycled(self) -> str:
        """The name of the setting that a schedule may move, which is a momentum; empty where there is none."""
        return ""

    @property
    def means(self) -> Mapping[str, tuple[str, float]]:
        """Slots of the first version's files that were running means: by name, the sum's name and its multiple."""
        return {}

    def slot_shape(self, slot: str, size: int) -> Shape:  # noqa: ARG002
        """The shape of a slot for this many parameters."""
        return (size,)

    def start(self, slot: str) -> float:  # noqa: ARG002
        """The value that fills a slot before the first step."""
        return 0.0

    def make_slots(self, parameters: Array) -> dict[str, Array]:
        """New slots for these parameters, each filled with its first value."""
        return {
            slot: np.full(self.slot_shape(slot, parameters.size), self.start(slot), parameters.dtype)
            for slot in self.slots
        }

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: Mapping[str, Array],
        blocks: Sequence[Block] = (),  # noqa: ARG002
        evaluate: Evaluate | None = None,  # noqa: ARG002
        momentum: Array | None = None,
    ) -> Update:
        """An update of `parameters` by `gradient`, both flat; it allocates nothing when called.

        `gradient` may be overwritten. `slots` holds an array for each name in `self.slots`. All may be views of longer
        ones, as where layers learn at rates of their own; `blocks` then count from the start of the view. `momentum`
        stands for the setting `cycled`, where there is one and a schedule moves it.
        """
        parts = parallel.shares(parameters.size, SHARE) if self.threaded else (slice(0, parameters.size),)
        updates = [
            self._in_pieces(
                parameters[part],
                gradient[part],
                {name: slot[part] for name, slot in slots.items()},
                {} if momentum is None else {MOMENTUM: momentum},
            )
            for part in parts
        ]
        return updates[0] if len(updates) == 1 else _side_by_side(updates)

    def _in_pieces(
        self, w: Array, g: Array, slots: Mapping[str, Array], common: Mapping[str, Array]
    ) -> Update:
        """An update by pieces of a length that the cache holds, all with one spare array."""
        spare = np.empty(min(w.size, PIECE), w.dtype)
        pieces = [slice(start, min(start + PIECE, w.size)) for start in range(0, w.size, PIECE)]
        return in_turn(
            [
                self.rule(
                    w[piece],
                    g[piece],
                    {**common, **{name: slot[piece] for name, slot in slots.items()}},
                    spare[: piece.stop - piece.start],
                )
                for piece in pieces
            ]
        )

    def rest(self) -> Rest | None:
        """What a step does to a number without a gradient, where that is known in closed form."""
        return None

    def rule(self, w: Array, g: Array, slots: Mapping[str, Array], spare: Array) -> Update:
        """An update of a piece of the parameters; `g` and `spare`, as long as `w`, may be overwritten."""
        raise TypeError(f"{self.label()} has no rule for {(w.size, g.size, len(slots), spare.size)}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def in_turn(updates: Sequence[Update]) -> Update:
    """One update that runs several, one after the other."""
    if len(updates) == 1:
        return updates[0]
    updates = tuple(updates)

    def update(rate: float, count: int) -> None:
        for each in updates:
            each(rate, count)

    return update


def _side_by_side(updates: Sequence[Update]) -> Update:
    """One update that runs several on threads of their own, where there are such; they must not meet."""
    now: tuple[float, int] = (0.0, 0)

    def part(update: Update) -> parallel.Call:
        return lambda: update(*now)

    run = parallel.split([part(update) for update in updates])

    def update(rate: float, count: int) -> None:
        nonlocal now
        now = (rate, count)
        run()

    return update


def shrinking(parameters: Array, decay: float, update: Update) -> Update:
    """An update that first shrinks every parameter by rate * decay of itself, which no gradient sees.

    Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization".
    """
    shrink = number(1, parameters)
    multiply = np.multiply

    def shrunk(rate: float, count: int) -> None:
        shrink[()] = 1 - rate * decay
        multiply(parameters, shrink, parameters)
        update(rate, count)

    return shrunk if decay else update
