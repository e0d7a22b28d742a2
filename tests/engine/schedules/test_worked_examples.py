"""Every schedule by hand, on runs of a few steps."""

from math import cos, pi, sqrt

import pytest

from engine.declare import SettingError
from engine.schedules import SCHEDULES
from engine.schedules.base import Span


def of(kind, **settings):
    return SCHEDULES[kind](**settings)


@pytest.mark.parametrize(
    ("schedule", "per_epoch", "wanted"),
    [
        (of("constant"), 2, [1, 1, 1, 1]),
        (of("step", decay_epochs=2.0, factor=0.5), 1, [1, 1, 0.5, 0.5, 0.25]),
        (of("step", decay_epochs=0.5, factor=0.1), 4, [1, 1, 0.1, 0.1, 0.01]),
        (of("piecewise", boundaries=(1.0, 2.5), factors=(1.0, 0.5, 0.1)), 2, [1, 1, 0.5, 0.5, 0.5, 0.1]),
        (of("piecewise", boundaries=(1.0, 2.0, 3.0), factors=(0.1, 1.0)), 1, [0.1, 1, 1, 1, 1]),
        (of("exponential", decay_epochs=2.0, decay_rate=0.25), 1, [1, 0.5, 0.25, 0.125]),
        (of("exponential", decay_epochs=2.0, decay_rate=0.25, staircase=True), 1, [1, 1, 0.25, 0.25, 0.0625]),
        (of("inverse_time", decay_epochs=2.0, decay_rate=2.0), 1, [1, 1 / 2, 1 / 3, 1 / 4]),
        (
            of("inverse_time", decay_epochs=2.0, decay_rate=2.0, staircase=True),
            1,
            [1, 1, 1 / 3, 1 / 3, 1 / 5],
        ),
        (of("polynomial", alpha=0.2), 2, [1, 0.8, 0.6, 0.4]),
        (of("polynomial", decay_epochs=2.0, alpha=0.0, power=2.0), 1, [1, 0.25, 0, 0]),
        (of("polynomial", decay_epochs=2.0, alpha=0.0, cycle=True), 1, [1, 0.5, 0, 1 / 4, 0, 1 / 6]),
        (of("cosine"), 1, [1, (1 + sqrt(0.5)) / 2, 0.5, (1 - sqrt(0.5)) / 2]),
        (of("cosine", decay_epochs=2.0, alpha=0.2), 1, [1, 0.6, 0.2, 0.2]),
        # Two steps of warm-up from 0.2 leave two for the fall.
        (of("cosine", warmup_epochs=1.0, warmup_start=0.2), 2, [0.2, 0.6, 1, 0.5]),
        (of("cosine_restarts", first_decay_epochs=2.0, t_mul=1.0, m_mul=0.5), 1, [1, 0.5, 0.5, 0.25, 0.25]),
        # The second wave is twice as long.
        (of("cosine_restarts", first_decay_epochs=1.0), 2, [1, 0.5, 1, (1 + cos(pi / 4)) / 2, 0.5]),
        # Up in steps 0 to 2, down in steps 2 to 5: the rise takes 0.5 * 6 - 1 steps, as PyTorch counts.
        (
            of("one_cycle", pct_start=0.5, div_factor=2.0, final_div_factor=5.0, anneal="linear"),
            1,
            [0.5, 0.75, 1, 0.7, 0.4, 0.1],
        ),
        (
            of("one_cycle", pct_start=0.5, div_factor=2.0, final_div_factor=4.0, anneal="cos"),
            1,
            [0.5, 0.75, 1, 0.125 + 0.875 * 0.75, 0.125 + 0.875 * 0.25, 0.125],
        ),
        (
            of(
                "one_cycle",
                pct_start=0.375,
                div_factor=4.0,
                final_div_factor=2.5,
                anneal="linear",
                three_phase=True,
            ),
            1,
            [0.25, 0.625, 1, 0.625, 0.25, 0.2, 0.15, 0.1],
        ),
        (of("reduce_on_plateau"), 1, [1, 1, 1]),
    ],
    ids=lambda value: value.kind() if hasattr(value, "kind") else "",
)
def test_rates_by_hand(schedule, per_epoch, wanted, rates):
    assert rates(schedule, len(wanted), per_epoch=per_epoch) == pytest.approx(wanted, abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("piecewise", {"boundaries": (2.0, 2.0)}, "boundaries are 2, 2, but must rise"),
        ("piecewise", {"boundaries": (5.0,)}, "3 factors, but 2 parts at most with the boundaries 5"),
        ("piecewise", {"factors": ()}, "there are no factors"),
        ("piecewise", {"factors": (-1.0,)}, "factors is -1, but must be from 0 to 1000"),
        ("one_cycle", {"three_phase": True, "pct_start": 0.6}, "Set it to 0.5 or less"),
        ("one_cycle", {"base_momentum": 0.9, "max_momentum": 0.8}, "must not be above the highest, 0.8"),
        ("step", {"decay_epochs": 0.0}, "Step decay: decay epochs is 0, but must be from"),
        ("exponential", {"decay_rate": 1.5}, "decay rate is 1.5"),
        ("cosine", {"alpha": float("nan")}, "share at the end is nan"),
        ("reduce_on_plateau", {"factor": 1.0}, "factor is 1, but must be"),
    ],
)
def test_settings_that_cannot_be_are_refused(kind, settings, said):
    with pytest.raises(SettingError, match=said):
        of(kind, **settings)


@pytest.mark.parametrize(
    ("three_phase", "wanted"),
    [
        # Down to the lowest in three steps, as the rate is up, and back in the other four; or in another three.
        (False, [0.95, 0.9, 0.85, 0.87, 0.89, 0.91, 0.93, 0.95]),
        (True, [0.95, 0.9, 0.85, 0.9, 0.95, 0.95, 0.95, 0.95]),
    ],
)
def test_the_momentum_goes_the_other_way(three_phase, wanted):
    schedule = SCHEDULES["one_cycle"](
        cycle_momentum=True, pct_start=0.375, anneal="linear", three_phase=three_phase
    )
    momentum = schedule.momenta(Span(2, 4))
    assert [momentum(step) for step in range(8)] == pytest.approx(wanted)
    assert not SCHEDULES["one_cycle"]().moves_momentum
