"""What every schedule must do, tried on every sample of every kind."""

import json
import math

import numpy as np
import pytest

from engine.schedules import SCHEDULES
from engine.schedules.base import Memory, Span

SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in SCHEDULES
    for number, sample in enumerate(SCHEDULES[kind].samples())
]
SPANS = [Span(1, 1), Span(1, 7), Span(7, 1), Span(10, 13)]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: f"{span.epochs}x{span.steps_per_epoch}")
@pytest.mark.parametrize("schedule", SAMPLES)
def test_every_share_is_a_finite_number_that_is_not_negative(schedule, span):
    share = schedule.bind(span)
    for step in range(2 * span.steps):
        assert isinstance(share(step), float)
        assert 0 <= share(step) < math.inf


@pytest.mark.parametrize("schedule", SAMPLES)
def test_a_share_depends_on_nothing_but_the_step(schedule):
    one, other = schedule.bind(Span(10, 13)), schedule.bind(Span(10, 13))
    forwards = [one(step) for step in range(130)]
    backwards = [other(step) for step in reversed(range(130))]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("schedule", SAMPLES)
def test_the_curve_shows_the_run_from_its_first_step(schedule):
    x, y = schedule.curve(0.1, Span(10, 13))
    assert x.shape == y.shape
    assert x[0] == 0
    assert (np.diff(x) > 0).all()
    assert 9 <= x[-1] <= 10
    assert y[0] == 0.1 * schedule.bind(Span(10, 13))(0)
    assert len(schedule.curve(0.1, Span(1000, 50), points=40)[0]) <= 40


@pytest.mark.parametrize("schedule", [sample for sample in SAMPLES if not sample.values[0].watches])
def test_only_what_watches_remembers(schedule):
    assert schedule.watch(Memory(), 3.0, 0.1) == Memory()


@pytest.mark.parametrize("schedule", SAMPLES)
def test_settings_survive_a_file(schedule):
    assert SCHEDULES.load(json.loads(json.dumps(schedule.to_dict()))) == schedule


def test_steps_in_epochs_are_whole_where_only_rounding_keeps_them_from_it():
    assert Span(1, 3).steps_in(0.1 * 10 / 3 * 3) == 3.0
    assert Span(1, 10).steps_in(0.29) == 2.9
    assert Span(1, 100).steps_in(0.29) == 29.0  # 28.999999999999996 by itself
    assert Span(4, 100).steps == 400
