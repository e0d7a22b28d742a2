"""Less and less fall, never to zero."""

from dataclasses import dataclass
from math import floor
from typing import Self

from engine.declare import setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """Divides the learning rate by a number that grows evenly: it falls fast at first, then ever more slowly.

    r(t) = R / (1 + decay_rate t / decay_epochs), t in epochs
    With "staircase" it holds still in between. As in Keras' InverseTimeDecay. It is the decay for which Robbins and
    Monro 1951, "A Stochastic Approximation Method", prove that noisy gradients lead to the bottom.
    """

    title = "Inverse time decay"
    aliases = ("InverseTimeDecay", "1/t decay", "hyperbolic decay")

    decay_epochs: float = setting(
        10.0,
        "Epochs in which the divisor grows once by the decay rate.",
        low=0.01,
        high=1e6,
        log=True,
        unit="epochs",
    )
    decay_rate: float = setting(1.0, "How much the divisor, 1 at first, grows in them.", low=0, high=1e3)
    staircase: bool = setting(False, "Hold still in between, and fall in whole steps.")

    def bind(self, span: Span) -> Share:
        """1 / (1 + decay_rate step / steps in a stretch)."""
        stretch, rate = span.steps_in(self.decay_epochs), self.decay_rate
        if self.staircase:
            return lambda step: 1 / (1 + rate * floor(step / stretch))
        return lambda step: 1 / (1 + rate * (step / stretch))

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Smooth, and in stairs."""
        return (cls(), cls(decay_epochs=2.5, decay_rate=0.5, staircase=True))
