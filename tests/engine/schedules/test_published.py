"""The numbers that Keras publishes in keras/src/optimizers/schedules/learning_rate_schedule_test.py.

Keras counts in steps and gives rates; here a step is an epoch, and rates are shares of the highest.
"""

import math

import pytest

from engine.schedules import SCHEDULES
from engine.schedules.base import Span


def rate(kind, step, **settings):
    """The rate at a step, where R = 1 and an epoch is one step."""
    return SCHEDULES[kind](**settings).bind(Span(1, 1))(step)


def test_exponential_decay():
    assert 0.05 * rate("exponential", 5, decay_epochs=10.0, decay_rate=0.96) == pytest.approx(
        0.05 * 0.96 ** (5.0 / 10.0)
    )
    stairs = {"decay_epochs": 3.0, "decay_rate": 0.96, "staircase": True}
    assert [0.1 * rate("exponential", step, **stairs) for step in (1, 2, 100)] == pytest.approx(
        [0.1, 0.1, 0.1 * 0.96 ** (100 // 3)]
    )


@pytest.mark.parametrize(
    ("boundaries", "values", "wanted"),
    [
        (
            (100, 110, 120),
            (1.0, 0.1, 0.01, 0.001),
            {0: 1.0, 100: 1.0, 105: 0.1, 110: 0.1, 120: 0.01, 999: 0.001},
        ),
        ((1, 2, 3), (0.4, 0.5, 0.6, 0.7), {0: 0.4, 1: 0.4, 2: 0.5, 3: 0.6, 4: 0.7}),
    ],
)
def test_piecewise_constant_decay(boundaries, values, wanted):
    # A boundary of Keras' belongs to the part before it.
    later = tuple(float(boundary + 1) for boundary in boundaries)
    found = {step: rate("piecewise", step, boundaries=later, factors=values) for step in wanted}
    assert found == wanted


@pytest.mark.parametrize("power", [1.0, 0.5])
@pytest.mark.parametrize(
    ("step", "end", "cycle", "left"),
    [
        (5, 0.0, False, 0.5),
        (10, 0.001, False, 0.0),
        (5, 0.001, False, 0.5),
        (15, 0.001, False, 0.0),
        (15, 0.001, True, 0.25),
        (0, 0.0001, True, 1.0),
    ],
)
def test_polynomial_decay(step, end, cycle, left, power):
    found = rate("polynomial", step, decay_epochs=10.0, alpha=end / 0.05, power=power, cycle=cycle)
    assert 0.05 * found == pytest.approx((0.05 - end) * left**power + end)


@pytest.mark.parametrize("step", range(11))
def test_inverse_time_decay(step):
    smooth = rate("inverse_time", step, decay_epochs=10.0, decay_rate=0.96)
    assert 0.1 * smooth == pytest.approx(0.1 / (1 + step / 10 * 0.96))
    stairs = rate("inverse_time", step, decay_epochs=10.0, decay_rate=0.96, staircase=True)
    assert 0.1 * stairs == pytest.approx(0.1 / (1 + 0.96 * (step // 10)))


def wave(step, length, alpha=0.0):
    return (1 - alpha) * 0.5 * (1 + math.cos(math.pi * min(step, length) / length)) + alpha


@pytest.mark.parametrize("alpha", [0.0, 0.1])
@pytest.mark.parametrize("step", range(0, 1500, 250))
def test_cosine_decay(step, alpha):
    assert rate("cosine", step, decay_epochs=1000.0, alpha=alpha) == pytest.approx(wave(step, 1000, alpha))


@pytest.mark.parametrize("step", range(0, 3000, 250))
def test_cosine_decay_with_warm_up(step):
    found = 10.0 * rate("cosine", step, decay_epochs=1000.0, warmup_epochs=2000.0)
    assert found == pytest.approx(10.0 * (step / 2000 if step < 2001 else wave(step - 2000, 1000)))


def waves(step, length, t_mul=2.0, m_mul=1.0, alpha=0.0):
    height = 1.0
    while step >= length:
        step -= length
        length *= t_mul
        height *= m_mul
    return (1 - alpha) * height * 0.5 * (1 + math.cos(math.pi * step / length)) + alpha


@pytest.mark.parametrize("settings", [{}, {"alpha": 0.1}, {"m_mul": 0.9}, {"t_mul": 1.0}], ids=str)
@pytest.mark.parametrize("step", range(0, 1500, 250))
def test_cosine_decay_restarts(step, settings):
    found = rate("cosine_restarts", step, first_decay_epochs=1000.0, **settings)
    assert found == pytest.approx(waves(step, 1000, **settings))
