"""What every optimizer is: a rule that moves one flat vector of parameters by one flat gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self

from engine.declare import Declared
from engine.layers.base import Array

Update = Callable[[float, int], None]
"""Moves the parameters in place: called with the learning rate, and the number of this step, counted from 1."""


class Optimizer(Declared):
    """The base of every optimizer. It holds settings; what it remembers lies in slots that the caller owns.

    Every optimizer has a setting `learning_rate`. `slots` names the vectors that it keeps, each as long as the
    parameters; `start` gives their first value (0 unless told). Which slots there are may depend on the settings.
    """

    learning_rate: float

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the vectors that this optimizer keeps."""
        return ()

    def start(self, slot: str) -> float:  # noqa: ARG002
        """The value that fills a slot before the first step."""
        return 0.0

    def bind(self, parameters: Array, gradient: Array, slots: Mapping[str, Array]) -> Update:
        """An update of `parameters` by `gradient`, both flat; it allocates nothing when called.

        `gradient` may be overwritten. `slots` holds an array of the same length for each name in `self.slots`.
        """
        raise TypeError(f"{self.label()} has no update for {(parameters.size, gradient.size, len(slots))}.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)
