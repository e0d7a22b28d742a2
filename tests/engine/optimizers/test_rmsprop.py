"""RMSprop against its formula, written plainly."""

from math import sqrt

import numpy as np
import pytest

from engine.optimizers.rmsprop import RmsProp


def test_a_step_by_hand(run_of):
    # v = 0.1 * 10^2 = 10; step = 0.1 * 10 / sqrt(10)
    run = run_of(RmsProp(learning_rate=0.1), np.array([10.0]))
    assert run.step(np.array([10.0])) == pytest.approx(10 - sqrt(0.1))


@pytest.mark.parametrize("momentum", [0.0, 0.5])
@pytest.mark.parametrize("centered", [False, True])
def test_against_the_formula(run_of, start, gradients, momentum, centered):
    run = run_of(RmsProp(momentum=momentum, centered=centered), start)
    for place, w in enumerate(start.tolist()):
        v = a = m = 0.0
        for g in gradients[:, place].tolist():
            v = 0.9 * v + 0.1 * g**2
            a = 0.9 * a + 0.1 * g
            m = momentum * m + 0.001 * g / sqrt((v - a**2 if centered else v) + 1e-7)
            w -= m
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)


def test_a_gradient_that_settles_never_takes_the_root_of_less_than_nothing(run_of):
    gradients = np.linspace(1, 5000, 1000, dtype=np.float32)
    run = run_of(RmsProp(centered=True, rho=0.5, epsilon=1e-12), np.ones_like(gradients))
    run.step(3 * gradients)
    for _ in range(300):
        run.step(gradients)
    assert np.isfinite(run.parameters).all()


def test_slots_follow_the_settings():
    assert RmsProp().slots == ("square_sum",)
    assert RmsProp(momentum=0.1, centered=True).slots == ("square_sum", "momentum", "gradient_sum")
