"""What every schedule is: a rule that says what share of the learning rate each step takes.

A schedule is pure: the share follows from how many steps have been taken, and what little one may remember of the
epochs before is a value that is passed in and out. A run that is resumed goes on bit for bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from engine.declare import Declared

Share = Callable[[int], float]
"""The share of the optimizer's learning rate, called with the number of steps taken: 0 before the first."""

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Points to draw: epochs from the start of the run, and the learning rate there."""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a run is: `epochs` with `steps_per_epoch` moves of the weights in each, both at least 1."""

    epochs: int
    steps_per_epoch: int

    @property
    def steps(self) -> int:
        """Steps in the whole run."""
        return self.epochs * self.steps_per_epoch

    def steps_in(self, epochs: float) -> float:
        """Steps in so many epochs, which may be a fraction; whole where only rounding keeps it from that."""
        steps = epochs * self.steps_per_epoch
        whole = round(steps)
        return float(whole) if math.isclose(steps, whole, rel_tol=1e-12) else steps


@dataclass(frozen=True, slots=True)
class Memory:
    """What a schedule that watches the loss has seen so far: four numbers that a checkpoint holds.

    `best` is the lowest loss, `waited` the epochs since then, `resting` the epochs of rest left after a reduction.
    Every share is multiplied by `factor`.
    """

    best: float = math.inf
    waited: int = 0
    resting: int = 0
    factor: float = 1.0


class Schedule(Declared):
    """The base of every schedule. The rate of a step is the optimizer's, times the share, times the memory's factor.

    Times are in epochs, as a person counts; `bind` turns them into steps. `watches` marks schedules that must be told
    the loss after each epoch by `watch`; the others keep their memory as it is.
    """

    watches: ClassVar[bool] = False

    def bind(self, span: Span) -> Share:
        """The share of each step in a run of this length; steps beyond its end have one too."""
        raise TypeError(f"{self.label()} has no rate for {span}.")

    @property
    def moves_momentum(self) -> bool:
        """Whether `momenta` tells a momentum."""
        return False

    def momenta(self, span: Span) -> Share:
        """The momentum of each step in a run of this length, where it moves that of the optimizer."""
        raise TypeError(f"{self.label()} moves no momentum in {span}.")

    def watch(self, memory: Memory, loss: float, rate: float) -> Memory:  # noqa: ARG002
        """What is remembered after an epoch that ended with this loss; `rate` is the optimizer's learning rate."""
        return memory

    def curve(self, rate: float, span: Span, points: int = 200) -> Curve:
        """The learning rate along a run, at so many steps of it at most, the first and the last among them."""
        share = self.bind(span)
        steps = spread(span.steps, points)
        return np.array(steps) / span.steps_per_epoch, np.array([rate * share(step) for step in steps])

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the contract tests try; at least one."""
        return (cls(),)


def spread(count: int, points: int) -> list[int]:
    """So many of the numbers below `count` at most, evenly spread: the first and the last among them."""
    places = np.linspace(0, count - 1, min(points, count)).astype(np.int64).tolist()
    # np.unique would do the same, but reads a module of masked arrays that takes a first step's time.
    return list(dict.fromkeys(places))
