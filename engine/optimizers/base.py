"""What every optimizer is: a rule that moves one flat vector of parameters by one flat gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple, Self

import numpy as np

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
level of the cache gains. Two threads gain nothing: they wait for memory, and for Python's lock between the calls.
"""


class Block(NamedTuple):
    """One weight in the flat vectors that an optimizer is bound to: the numbers from `start` to `stop`.

    `path` says whose it is, as in "dense/Hidden layer/kernel": the layer's kind, its name, the weight's name.
    """

    start: int
    stop: int
    shape: Shape
    path: str = ""


class Optimizer(Declared):
    """The base of every optimizer. It holds settings; what it remembers lies in slots that the caller owns.

    Every optimizer has a setting `learning_rate`. `slots` names the arrays that it keeps, in the dtype of the
    parameters; `slot_shape` and `start` give their shape (that of the parameters, unless told) and first value. Which
    slots there are may depend on the settings.

    A kind whose numbers do not depend on one another writes `rule`; one that looks at whole weights or at all of them
    writes `bind`. `full_batch` marks those that evaluate the loss themselves, on all training rows and as often as
    they need: they are bound once, to all parameters, with `evaluate`; the training loop runs no pass of its own before
    their update, changes nothing in the gradient, and takes the loss from the first evaluation.
    """

    full_batch: ClassVar[bool] = False

    learning_rate: float

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the arrays that this optimizer keeps."""
        return ()

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
    ) -> Update:
        """An update of `parameters` by `gradient`, both flat; it allocates nothing when called.

        `gradient` may be overwritten. `slots` holds an array for each name in `self.slots`. All may be views of longer
        ones, as where layers learn at rates of their own; `blocks` then count from the start of the view.
        """
        spare = np.empty(min(parameters.size, PIECE), parameters.dtype)
        pieces = [slice(start, start + PIECE) for start in range(0, parameters.size, PIECE)]
        updates = [
            self.rule(
                parameters[piece],
                gradient[piece],
                {name: slot[piece] for name, slot in slots.items()},
                spare[: parameters[piece].size],
            )
            for piece in pieces
        ]
        return in_turn(updates)

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
