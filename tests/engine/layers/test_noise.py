"""GaussianNoise, GaussianDropout and AlphaDropout: what they draw, by its mean and its spread."""

import numpy as np
import pytest

from engine.layers.alpha_dropout import FLOOR, AlphaDropout
from engine.layers.gaussian_dropout import GaussianDropout
from engine.layers.gaussian_noise import GaussianNoise


def test_noise_is_added(bench):
    made = bench(GaussianNoise(stddev=0.5), ((100,),), batch=1000)
    noise = made.forward() - made.x[0]
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(0.5, abs=0.01)
    assert (made.backward()[0] == made.direction).all()


def test_factors_spread_as_far_as_dropout_would_throw(bench):
    """At a rate of 0.2 the variance of a factor is 0.2 / 0.8 = 0.25."""
    made = bench(GaussianDropout(rate=0.2), ((100,),), batch=1000)
    factors = made.forward() / made.x[0]
    assert factors.mean() == pytest.approx(1, abs=0.01)
    assert factors.std() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_allclose(made.backward()[0], factors * made.direction)


def test_numbers_come_down_to_the_floor_and_mean_and_variance_stay(bench):
    """At a rate of 0.5: a = 0.5^-0.5 (1 + 0.5 s^2)^-0.5 = 0.8864, b = -0.5 a s = 0.7792; a s + b = -0.7792."""
    made = bench(AlphaDropout(rate=0.5), ((100,),), batch=1000)
    y = made.forward()
    dropped = np.isclose(y, -0.7792, atol=1e-4)
    assert dropped.mean() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_allclose(y[~dropped], 0.8864 * made.x[0][~dropped] + 0.7792, atol=1e-3)
    assert (y.mean(), y.std()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
    np.testing.assert_allclose(made.backward()[0][dropped], 0)
    assert pytest.approx(-1.0507 * 1.6733, abs=1e-3) == FLOOR


@pytest.mark.parametrize("kind", [GaussianNoise, GaussianDropout, AlphaDropout])
def test_afterwards_nothing_changes(bench, kind):
    made = bench(kind(), ((6,),), training=False)
    assert (made.forward() == made.x[0]).all()
    assert (made.backward()[0] == made.direction).all()


@pytest.mark.parametrize("kind", [GaussianNoise, GaussianDropout, AlphaDropout])
def test_each_pass_draws_anew_and_a_seed_draws_the_same(bench, kind):
    one, other = bench(kind(), ((50,),)), bench(kind(), ((50,),))
    first = one.forward().copy()
    assert (other.forward() == first).all()
    for operation in one.step.forward:
        operation()
    assert (one.y != first).any()
