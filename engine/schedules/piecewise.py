"""Rates of one's own choice for each part of the run."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from engine.declare import SettingError, setting
from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class PiecewiseConstant(Schedule):
    """Takes a share of the learning rate that you choose for each part of the run.

    r(t) = R factor_i from boundary_i to the next, t in epochs
    The last factor holds to the end of the run. With the boundary 10 the eleventh epoch is the first of the new part,
    as with the milestones of PyTorch's MultiStepLR; Keras changes one step later.
    """

    title = "Piecewise constant"
    aliases = ("PiecewiseConstantDecay", "MultiStepLR", "milestones")

    boundaries: tuple[float, ...] = setting(
        (50.0, 75.0), "Epochs at which a new part begins, in rising order.", low=0, high=1e6, unit="epochs"
    )
    factors: tuple[float, ...] = setting(
        (1.0, 0.1, 0.01),
        "The share of the learning rate in each part, the first before all boundaries.",
        low=0,
        high=1e3,
    )

    def __post_init__(self) -> None:
        """Check that the parts follow one another, and that no share is left over."""
        super().__post_init__()
        if any(earlier >= later for earlier, later in pairwise(self.boundaries)):
            raise SettingError(
                f"{self.label()}: boundaries are {_listed(self.boundaries)}, but must rise. "
                "Put them in order, each once."
            )
        if not self.factors:
            raise SettingError(f"{self.label()}: there are no factors. Give at least one, such as 1.")
        if len(self.factors) > len(self.boundaries) + 1:
            raise SettingError(
                f"{self.label()}: there are {len(self.factors)} factors, but {len(self.boundaries) + 1} parts at "
                f"most with the boundaries {_listed(self.boundaries)}. Remove a factor, or add a boundary first."
            )

    def bind(self, span: Span) -> Share:
        """The factor of the part that the step lies in."""
        starts, factors, last = (
            [span.steps_in(epochs) for epochs in self.boundaries],
            self.factors,
            len(self.factors) - 1,
        )
        return lambda step: factors[min(bisect_right(starts, step), last)]

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Three parts, one, and fewer factors than parts."""
        return (
            cls(),
            cls(boundaries=(), factors=(0.5,)),
            cls(boundaries=(1.0, 2.5, 4.0), factors=(0.1, 1.0)),
        )


def _listed(numbers: tuple[float, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers) or "none"
