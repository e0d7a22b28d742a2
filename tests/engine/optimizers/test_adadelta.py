"""Adadelta against its formula, written plainly."""

from math import sqrt

import numpy as np
import pytest

from engine.optimizers.adadelta import Adadelta


def test_two_steps_by_hand(run_of):
    run = run_of(Adadelta(learning_rate=1.0, rho=0.5, epsilon=1.0), np.array([3.0]))
    # a = 0.5 * 4^2 = 8; s = 4 * sqrt(0 + 1) / sqrt(8 + 1) = 4 / 3; d = 0.5 * 16 / 9 = 8 / 9
    assert run.step(np.array([4.0])) == pytest.approx(3 - 4 / 3)
    # a = 0.5 * 8 + 0.5 * 4^2 = 12; s = 4 * sqrt(8 / 9 + 1) / sqrt(12 + 1)
    assert run.step(np.array([4.0])) == pytest.approx(3 - 4 / 3 - 4 * sqrt(17 / 9 / 13))


def test_against_the_formula(run_of, start, gradients):
    run = run_of(Adadelta(learning_rate=1.0), start)
    for place, w in enumerate(start.tolist()):
        a = d = 0.0
        for g in gradients[:, place].tolist():
            a = 0.95 * a + 0.05 * g**2
            s = g * sqrt(d + 1e-7) / sqrt(a + 1e-7)
            d = 0.95 * d + 0.05 * s**2
            w -= s
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)
