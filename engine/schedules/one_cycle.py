"""Up once, and down to almost nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi
from typing import Self

from engine.declare import SettingError, setting
from engine.schedules.base import Schedule, Share, Span

Bend = Callable[[float, float, float], float]
"""From one number to another, as the third goes from 0 to 1."""


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Rises to a high learning rate, which also steadies the weights, then falls to almost nothing.

    r(t) = R / div_factor at the start, R after pct_start of the run, R / (div_factor final_div_factor) at its end
    In three phases it falls to where it began as quickly as it rose, and to the end from there. R is the highest rate:
    find it by a learning rate range test. The momentum can go the other way: from its highest to its lowest as the
    rate rises, and back. As PyTorch's OneCycleLR, which moves the momentum unless told otherwise. Smith and Topin
    2018, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates".
    """

    title = "One cycle"
    aliases = ("OneCycleLR", "1cycle", "super-convergence")

    pct_start: float = setting(
        0.3, "The share of the run in which the rate rises.", label="rising share", low=0, high=1
    )
    div_factor: float = setting(
        25.0, "The highest rate divided by that of the start.", label="rise", low=1, high=1e6, log=True
    )
    final_div_factor: float = setting(
        1e4,
        "The rate of the start divided by that of the end.",
        label="final fall",
        low=1,
        high=1e9,
        log=True,
    )
    anneal: str = setting(
        "cos", "How it rises and falls: in waves or in straight lines.", choices=("cos", "linear")
    )
    three_phase: bool = setting(False, "Fall to the rate of the start first, then to the end.", advanced=True)

    cycle_momentum: bool = setting(
        False,
        "Moves the momentum against the rate: SGD's, where it has one, and Adam's and AdamW's, which is their beta 1.",
        label="moves the momentum",
        advanced=True,
    )
    base_momentum: float = setting(
        0.85,
        "The momentum where the rate is highest.",
        label="lowest momentum",
        low=0,
        high=0.999,
        advanced=True,
    )
    max_momentum: float = setting(
        0.95,
        "The momentum at the start and at the end.",
        label="highest momentum",
        low=0,
        high=0.999,
        advanced=True,
    )

    def __post_init__(self) -> None:
        """Check that there is room for three phases, and between the two momenta."""
        super().__post_init__()
        if self.base_momentum > self.max_momentum:
            raise SettingError(
                f"One cycle: lowest momentum is {self.base_momentum:g}, but must not be above the highest, "
                f"{self.max_momentum:g}."
            )
        if self.three_phase and self.pct_start > 0.5:
            raise SettingError(
                f"One cycle: rising share is {self.pct_start:g}, but in three phases the rate falls back in as long "
                "as it rises. Set it to 0.5 or less, or use two phases."
            )

    def bind(self, span: Span) -> Share:
        """Up to 1, and down to the end."""
        lowest = 1 / self.div_factor
        return self._through(span, (lowest, 1.0, lowest, lowest / self.final_div_factor))

    @property
    def moves_momentum(self) -> bool:
        """If it is to."""
        return self.cycle_momentum

    def momenta(self, span: Span) -> Share:
        """Down to the lowest, and up again."""
        high = self.max_momentum
        return self._through(span, (high, self.base_momentum, high, high))

    def _through(self, span: Span, corners: tuple[float, float, float, float]) -> Share:
        """From corner to corner: that of the start, of the top, of the end of the fall in three phases, and the last.

        It is the phase that the step lies in, and the place in it; each phase ends with the first step of the next.
        """
        start_of_run, top, foot, end = corners
        bend = _wave if self.anneal == "cos" else _line
        rise, last = self.pct_start * span.steps - 1, float(span.steps - 1)
        falls = [(2 * rise, top, foot), (last, foot, end)] if self.three_phase else [(last, top, end)]
        phases = ((rise, start_of_run, top), *falls)

        def share(step: int) -> float:
            start = 0.0
            for stop, low, high in phases[:-1]:
                if step <= stop:
                    return bend(low, high, (step - start) / (stop - start) if stop > start else 1.0)
                start = stop
            stop, low, high = phases[-1]
            return bend(low, high, min((step - start) / (stop - start), 1.0) if stop > start else 1.0)

        return share

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """In waves, in lines, and in three phases."""
        return (
            cls(),
            cls(anneal="linear", pct_start=0.5),
            cls(three_phase=True, pct_start=0.4, div_factor=10.0, cycle_momentum=True),
        )


def _wave(start: float, end: float, place: float) -> float:
    return end + (start - end) / 2 * (cos(pi * place) + 1)


def _line(start: float, end: float, place: float) -> float:
    return start + (end - start) * place
