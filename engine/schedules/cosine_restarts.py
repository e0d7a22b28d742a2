"""Half a wave of a cosine, again and again."""

from dataclasses import dataclass
from math import cos, pi
from typing import Self

from engine.declare import setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """Falls like the cosine decay, then starts anew at a high rate, which shakes the weights out of narrow dents.

    r(t) = R (alpha + (1 - alpha) m (1 + cos(pi t_i / T_i)) / 2), t_i since the last restart
    The first fall lasts T epochs, each further one t_mul times the one before, from m_mul times its height. As in
    Keras' CosineDecayRestarts. Loshchilov and Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
    """

    title = "Cosine restarts"
    aliases = ("CosineDecayRestarts", "CosineAnnealingWarmRestarts", "SGDR", "warm restarts")

    first_decay_epochs: float = setting(
        10.0, "Epochs of the first fall.", low=0.01, high=1e6, log=True, unit="epochs"
    )
    t_mul: float = setting(
        2.0, "How much longer each further fall is.", label="length factor", low=1, high=100
    )
    m_mul: float = setting(
        1.0, "How high each restart is, beside the one before.", label="height factor", low=0, high=1
    )
    alpha: float = setting(
        0.0, "The share of the learning rate at the lowest.", label="lowest share", low=0, high=1
    )

    def bind(self, span: Span) -> Share:
        """The wave that the step lies in, and the place in it."""
        first, t_mul, m_mul, alpha = (
            span.steps_in(self.first_decay_epochs),
            self.t_mul,
            self.m_mul,
            self.alpha,
        )

        def share(step: int) -> float:
            place, length, height = float(step), first, 1.0
            if t_mul == 1:
                waves, place = divmod(place, length)
                height = m_mul**waves
            while place >= length:
                place -= length
                length *= t_mul
                height *= m_mul
            return alpha + (1 - alpha) * (height * 0.5 * (1 + cos(pi * (place / length))))

        return share

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Longer and longer, and alike but lower and lower."""
        return (cls(first_decay_epochs=1.0), cls(first_decay_epochs=0.5, t_mul=1.0, m_mul=0.5, alpha=0.1))
