"""Half a wave of a cosine, after a warm-up where one is wanted."""

from dataclasses import dataclass
from math import cos, pi
from typing import Literal, Self

from engine.declare import AUTO, setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class CosineDecay(Schedule):
    """Starts gently, falls fastest in the middle and ends gently; it may warm up in a straight line before.

    r(t) = R (start + (1 - start) t / W) in the W epochs of warm-up
    r(t) = R (alpha + (1 - alpha) (1 + cos(pi (t - W) / T)) / 2) in the T epochs after it, then R alpha
    R is the highest rate: Keras' CosineDecay calls it warmup_target, and R start its initial_learning_rate.
    Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts"; warm-up: Goyal et al. 2017,
    "Accurate, Large Minibatch SGD".
    """

    title = "Cosine decay"
    aliases = ("CosineDecay", "CosineAnnealingLR", "cosine annealing", "warm-up")

    decay_epochs: float | Literal["auto"] = setting(
        AUTO,
        "Epochs of the fall.",
        low=0.01,
        high=1e6,
        log=True,
        unit="epochs",
        auto="the run without the warm-up",
    )
    alpha: float = setting(
        0.0, "The share of the learning rate at the end.", label="share at the end", low=0, high=1
    )
    warmup_epochs: float = setting(
        0.0,
        "Epochs in which the rate rises to its full size; 0 begins there.",
        label="warm-up epochs",
        low=0,
        high=1e6,
        unit="epochs",
    )
    warmup_start: float = setting(
        0.0,
        "The share of the learning rate that the warm-up begins with.",
        label="warm-up start",
        low=0,
        high=1,
        advanced=True,
    )

    def bind(self, span: Span) -> Share:
        """A straight line, then half a wave, then level."""
        warmup = span.steps_in(self.warmup_epochs)
        length = (
            max(span.steps - warmup, 1.0) if self.decay_epochs == AUTO else span.steps_in(self.decay_epochs)
        )
        alpha, start = self.alpha, self.warmup_start

        def share(step: int) -> float:
            if step < warmup:
                return start + (1 - start) * (step / warmup)
            return alpha + (1 - alpha) * (0.5 * (1 + cos(pi * min((step - warmup) / length, 1.0))))

        return share

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Plain, and with a warm-up."""
        return (cls(), cls(decay_epochs=2.5, alpha=0.1, warmup_epochs=1.5, warmup_start=0.2))
