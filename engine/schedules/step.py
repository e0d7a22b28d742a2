"""Drops at even distances."""

from dataclasses import dataclass
from math import floor
from typing import Self

from engine.declare import setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class StepDecay(Schedule):
    """Multiplies the learning rate by a factor every so many epochs, like walking down stairs.

    r(t) = R factor^floor(t / decay_epochs), t in epochs
    As in PyTorch's StepLR; the usual recipe for networks that look at pictures, as in He et al. 2016, "Deep Residual
    Learning for Image Recognition".
    """

    title = "Step decay"
    aliases = ("StepLR", "stairs", "drop")

    decay_epochs: float = setting(
        30.0, "Epochs from one drop to the next.", low=0.01, high=1e6, log=True, unit="epochs"
    )
    factor: float = setting(0.1, "What the rate is multiplied by in each drop.", low=1e-6, high=1, log=True)

    def bind(self, span: Span) -> Share:
        """factor^floor(step / steps between drops)."""
        distance, factor = span.steps_in(self.decay_epochs), self.factor
        return lambda step: factor ** floor(step / distance)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and by half an epoch."""
        return (cls(), cls(decay_epochs=0.5, factor=0.9))
