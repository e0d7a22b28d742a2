"""Adagrad against its formula, written plainly."""

from math import sqrt

import numpy as np
import pytest

from engine.optimizers.adagrad import Adagrad


def test_two_steps_by_hand(run_of):
    run = run_of(Adagrad(learning_rate=0.5, initial_accumulator_value=7.0), np.array([3.0]))
    # a = 7 + 3^2 = 16: 0.5 * 3 / 4
    assert run.step(np.array([3.0])) == pytest.approx(2.625)
    # a = 16 + 3^2 = 25: 0.5 * 3 / 5
    assert run.step(np.array([3.0])) == pytest.approx(2.325)


def test_against_the_formula(run_of, start, gradients):
    run = run_of(Adagrad(), start)
    for place, w in enumerate(start.tolist()):
        a = 0.1
        for g in gradients[:, place].tolist():
            a += g**2
            w -= 0.001 * g / sqrt(a + 1e-7)
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)
