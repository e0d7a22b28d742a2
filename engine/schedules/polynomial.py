"""Down to an end, along a power of the time that is left."""

from dataclasses import dataclass
from math import ceil
from typing import Literal, Self

from engine.declare import AUTO, setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """Lets the learning rate fall to a given end, in a straight line or along a bend.

    r(t) = R (alpha + (1 - alpha) (1 - t / T)^power), T the decay epochs
    After that the rate stays at its end; with "cycle" it rises again, and T stretches to the next of its multiples.
    As in Keras' PolynomialDecay, whose end is a rate: divide it by R. With power 1 it is PyTorch's LinearLR.
    """

    title = "Polynomial decay"
    aliases = ("PolynomialDecay", "PolynomialLR", "LinearLR", "linear decay")

    decay_epochs: float | Literal["auto"] = setting(
        AUTO,
        "Epochs until the end of the fall.",
        low=0.01,
        high=1e6,
        log=True,
        unit="epochs",
        auto="the whole run",
    )
    alpha: float = setting(
        0.01, "The share of the learning rate at the end.", label="share at the end", low=0, high=1
    )
    power: float = setting(
        1.0, "1 falls evenly, more falls early, less falls late.", low=0.01, high=100, log=True
    )
    cycle: bool = setting(False, "Rise and fall anew instead of staying at the end.", advanced=True)

    def bind(self, span: Span) -> Share:
        """alpha + (1 - alpha) (1 - step / steps of the fall)^power."""
        length = float(span.steps) if self.decay_epochs == AUTO else span.steps_in(self.decay_epochs)
        alpha, power = self.alpha, self.power

        def once(step: int) -> float:
            return alpha + (1 - alpha) * float((1 - min(step / length, 1.0)) ** power)

        def again(step: int) -> float:
            done = step / (length * max(1, ceil(step / length)))
            return alpha + (1 - alpha) * float((1 - min(done, 1.0)) ** power)

        return again if self.cycle else once

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Straight, along a root, and again and again."""
        return (
            cls(),
            cls(decay_epochs=3.0, power=0.5, alpha=0.0),
            cls(decay_epochs=1.5, power=2.0, cycle=True),
        )
