"""Reduce on plateau: what it remembers, epoch by epoch."""

from itertools import accumulate

import numpy as np
import pytest

from engine.schedules.base import Memory, Span
from engine.schedules.reduce_on_plateau import ReduceOnPlateau


def factors(schedule, losses, rate=1.0):
    """The factor after each epoch."""
    memories = accumulate(losses, lambda memory, loss: schedule.watch(memory, loss, rate), initial=Memory())
    return [memory.factor for memory in memories][1:]


def test_by_hand():
    schedule = ReduceOnPlateau(factor=0.5, patience=2)
    # Better, worse twice: halved; worse once, better, worse twice: halved again.
    assert factors(schedule, [3, 4, 4, 4, 2, 2, 2]) == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]


def test_a_fall_within_the_threshold_is_no_improvement():
    assert factors(ReduceOnPlateau(patience=1, threshold=0.5), [3.0, 2.6])[-1] == 0.1
    assert factors(ReduceOnPlateau(patience=1, threshold=0.3), [3.0, 2.6])[-1] == 1
    assert factors(ReduceOnPlateau(patience=1, threshold=0.2, relative=True), [3.0, 2.6])[-1] == 0.1
    assert factors(ReduceOnPlateau(patience=1, threshold=0.1, relative=True), [3.0, 2.6])[-1] == 1


def test_nothing_is_counted_in_the_rest_after_a_reduction():
    schedule = ReduceOnPlateau(factor=0.5, patience=1, cooldown=2)
    # As Keras counts: the last epoch of the rest counts already.
    assert factors(schedule, [3, 3, 3, 3, 3, 3]) == [1, 0.5, 0.5, 0.25, 0.25, 0.125]


def test_the_rate_does_not_fall_below_the_minimum():
    schedule = ReduceOnPlateau(patience=1, minimum=0.02)
    assert factors(schedule, [3, 3, 3, 3], rate=0.1) == pytest.approx([1, 0.2, 0.2, 0.2])
    assert factors(schedule, [3, 3, 3, 3], rate=0.01) == [1, 1, 1, 1]


def test_a_loss_that_is_no_number_is_no_improvement():
    assert factors(ReduceOnPlateau(patience=2), [3, np.nan, np.inf])[-1] == 0.1


def test_the_curve_shows_a_loss_that_falls_for_a_third_of_the_run():
    x, y = ReduceOnPlateau(factor=0.5, patience=2).curve(0.1, Span(9, 100))
    assert x.tolist() == list(range(9))
    assert y == pytest.approx([0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025])
