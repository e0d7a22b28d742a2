"""Lower when the loss stands still."""

from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np

from engine.declare import setting
from engine.schedules.base import Curve, Memory, Schedule, Share, Span, spread


@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """Lowers the learning rate whenever the loss has not improved for some epochs.

    r = max(r factor, minimum) after patience epochs in which the loss did not fall by more than the threshold
    It watches the validation loss, or without validation rows the training loss. As in Keras' ReduceLROnPlateau, whose
    patience is 10: ours is shorter than that of early stopping, which would end the run before the rate is tried.
    """

    title = "Reduce on plateau"
    aliases = ("ReduceLROnPlateau", "plateau")
    watches = True

    factor: float = setting(0.1, "What the rate is multiplied by.", low=1e-6, high=0.999, log=True)
    patience: int = setting(
        5, "Epochs without improvement before that.", low=0, high=100_000, log=True, unit="epochs"
    )
    threshold: float = setting(
        1e-4, "A smaller fall of the loss does not count as improvement.", low=0, high=1e6
    )
    relative: bool = setting(
        False, "The threshold is a share of the best loss, as PyTorch has it, not an amount.", advanced=True
    )
    cooldown: int = setting(
        0,
        "Epochs of rest after a reduction in which nothing is counted.",
        low=0,
        high=100_000,
        unit="epochs",
        advanced=True,
    )
    minimum: float = setting(0.0, "The learning rate does not fall below this.", low=0, high=10)

    def bind(self, span: Span) -> Share:  # noqa: ARG002
        """1 throughout: what is reduced stands in the memory's factor."""
        return lambda step: 1.0  # noqa: ARG005

    def watch(self, memory: Memory, loss: float, rate: float) -> Memory:
        """Count an epoch; reduce the factor where it is time. A loss that is no number is no improvement."""
        resting = max(memory.resting - 1, 0)
        waited = 0 if memory.resting else memory.waited
        if loss < (memory.best * (1 - self.threshold) if self.relative else memory.best - self.threshold):
            return Memory(loss, 0, resting, memory.factor)
        if resting:
            return Memory(memory.best, waited, resting, memory.factor)
        waited += 1
        lowest = min(self.minimum / rate, 1.0)
        if waited < self.patience or memory.factor <= lowest:
            return Memory(memory.best, waited, 0, memory.factor)
        return Memory(memory.best, 0, self.cooldown, max(memory.factor * self.factor, lowest))

    def curve(self, rate: float, span: Span, points: int = 200) -> Curve:
        """The learning rate after each epoch if the loss fell for a third of the run and then stood still."""
        memory, rates = Memory(best=0.0), [rate] * (span.epochs // 3 + 1)
        lowest = min(self.minimum / rate, 1.0)
        while len(rates) < span.epochs and memory.factor > lowest:
            memory = self.watch(memory, inf, rate)
            rates.append(rate * memory.factor)
        rates = (rates + rates[-1:] * (span.epochs - len(rates)))[: span.epochs]
        shown = spread(span.epochs, points)
        return np.array(shown, np.float64), np.array(rates)[shown]

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, impatient with a rest and a minimum, and by shares of the loss."""
        return (
            cls(),
            cls(patience=1, cooldown=2, factor=0.5, minimum=1e-4),
            cls(patience=2, relative=True, threshold=0.01),
        )
