"""Schedules over a thousand steps, where PyTorch has the same rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.schedules import SCHEDULES
from engine.schedules.base import Memory, Schedule, Span
from tests.oracle.numbers import Floats

STEPS, RATE = 1000, 0.02
SPAN = Span(100, 10)
"""An epoch is ten steps."""
EVERY = 7
"""Which of the steps are recorded."""

Torch = Any


@dataclass(frozen=True)
class ScheduleCase:
    """Our schedule, and one of PyTorch's made from (torch, an optimizer), which counts in steps."""

    name: str
    schedule: Schedule
    make: Callable[[Torch, Any], Any]


def losses() -> Floats:
    """What a schedule that watches the loss is told, step by step: a fall with a long rest and some noise."""
    step = np.arange(STEPS)
    return np.asarray(1 / (1 + np.minimum(step, 300 + step // 3) / 50) + 0.01 * np.sin(1.7 * step))


def ours(case: ScheduleCase) -> Floats:
    """Our rates at the steps that are recorded."""
    if not case.schedule.watches:
        share = case.schedule.bind(SPAN)
        return np.array([RATE * share(step) for step in range(0, STEPS, EVERY)])
    memory, rates = Memory(), []
    for loss in losses():
        rates.append(RATE * memory.factor)
        memory = case.schedule.watch(memory, float(loss), RATE)
    return np.array(rates[::EVERY])


def cases() -> list[ScheduleCase]:
    """Each with its options."""

    def case(name: str, kind: str, make: Callable[[Torch, Any], Any], **settings: Any) -> ScheduleCase:
        return ScheduleCase(name, SCHEDULES[kind](**settings), make)

    rates = lambda t: t.optim.lr_scheduler  # noqa: E731
    cycle = {"max_lr": RATE, "total_steps": STEPS, "cycle_momentum": False}
    plateau = {"factor": 0.5, "patience": 4, "threshold": 1e-3, "min_lr": 1e-4}
    watching = {"factor": 0.5, "patience": 5, "threshold": 1e-3, "minimum": 1e-4}
    return [
        case("constant", "constant", lambda t, o: rates(t).ConstantLR(o, 1.0)),
        case("step", "step", lambda t, o: rates(t).StepLR(o, 300, 0.3), decay_epochs=30.0, factor=0.3),
        case(
            "milestones",
            "piecewise",
            lambda t, o: rates(t).MultiStepLR(o, [200, 650], 0.1),
            boundaries=(20.0, 65.0),
            factors=(1.0, 0.1, 0.01),
        ),
        case(
            "exponential",
            "exponential",
            lambda t, o: rates(t).ExponentialLR(o, 0.9**0.1),
            decay_epochs=1.0,
            decay_rate=0.9,
        ),
        case(
            "cosine",
            "cosine",
            lambda t, o: rates(t).CosineAnnealingLR(o, 1000, eta_min=RATE * 0.1),
            alpha=0.1,
        ),
        case(
            "cosine restarts",
            "cosine_restarts",
            lambda t, o: rates(t).CosineAnnealingWarmRestarts(o, 100, 2, eta_min=RATE * 0.1),
            first_decay_epochs=10.0,
            t_mul=2.0,
            alpha=0.1,
        ),
        case(
            "polynomial",
            "polynomial",
            lambda t, o: rates(t).PolynomialLR(o, 800, 2.0),
            decay_epochs=80.0,
            power=2.0,
            alpha=0.0,
        ),
        case(
            "linear",
            "polynomial",
            lambda t, o: rates(t).LinearLR(o, 1.0, 0.2, 700),
            decay_epochs=70.0,
            alpha=0.2,
        ),
        case("one cycle", "one_cycle", lambda t, o: rates(t).OneCycleLR(o, **cycle)),
        case(
            "one cycle, straight",
            "one_cycle",
            lambda t, o: rates(t).OneCycleLR(o, **cycle, anneal_strategy="linear", pct_start=0.4),
            anneal="linear",
            pct_start=0.4,
        ),
        case(
            "one cycle, three phases",
            "one_cycle",
            lambda t, o: rates(t).OneCycleLR(o, **cycle, three_phase=True, div_factor=10, pct_start=0.25),
            three_phase=True,
            div_factor=10.0,
            pct_start=0.25,
        ),
        case(
            "plateau",
            "reduce_on_plateau",
            lambda t, o: rates(t).ReduceLROnPlateau(o, threshold_mode="abs", **plateau),
            **watching,
        ),
        case(
            "plateau, by shares, with a rest",
            "reduce_on_plateau",
            lambda t, o: rates(t).ReduceLROnPlateau(o, threshold_mode="rel", cooldown=3, **plateau),
            relative=True,
            cooldown=3,
            **watching,
        ),
    ]
