"""Rates step by step."""

from collections.abc import Callable

import pytest

from engine.schedules.base import Schedule, Span


def rates_of(schedule: Schedule, steps: int, rate: float = 1.0, per_epoch: int = 1) -> list[float]:
    """The rate of every step of a run of so many steps; an epoch has one step unless told."""
    share = schedule.bind(Span(-(-steps // per_epoch), per_epoch))
    return [rate * share(step) for step in range(steps)]


@pytest.fixture
def rates() -> Callable[..., list[float]]:
    """`rates(schedule, steps, rate=1.0, per_epoch=1)`: the rate of every step."""
    return rates_of
