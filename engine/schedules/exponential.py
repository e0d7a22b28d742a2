"""The same loss of rate in each stretch of time."""

from dataclasses import dataclass
from math import floor
from typing import Self

from engine.declare import setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """Lets the learning rate fade evenly: it keeps the same share of itself in every stretch of epochs.

    r(t) = R decay_rate^(t / decay_epochs), t in epochs
    With "staircase" it holds still in between, and drops at the end of each stretch. As in Keras' ExponentialDecay and,
    with a stretch of one epoch and the staircase, PyTorch's ExponentialLR.
    """

    title = "Exponential decay"
    aliases = ("ExponentialDecay", "ExponentialLR")

    decay_epochs: float = setting(
        1.0,
        "Epochs in which the rate falls once by the decay rate.",
        low=0.01,
        high=1e6,
        log=True,
        unit="epochs",
    )
    decay_rate: float = setting(0.96, "The share of the rate that is left after them.", low=1e-6, high=1)
    staircase: bool = setting(False, "Hold still in between, and fall in whole steps.")

    def bind(self, span: Span) -> Share:
        """decay_rate^(step / steps in a stretch)."""
        stretch, rate = span.steps_in(self.decay_epochs), self.decay_rate
        if self.staircase:
            return lambda step: rate ** floor(step / stretch)
        return lambda step: rate ** (step / stretch)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Smooth, and in stairs."""
        return (cls(), cls(decay_epochs=2.5, decay_rate=0.5, staircase=True))
