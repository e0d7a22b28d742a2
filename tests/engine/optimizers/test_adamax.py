"""Adamax against its formula, written plainly."""

import numpy as np
import pytest

from engine.optimizers.adamax import Adamax


def test_two_steps_by_hand(run_of):
    run = run_of(Adamax(learning_rate=0.5, beta_1=0.5, beta_2=0.5), np.array([3.0]))
    # m = 0.5 * 4, u = 4: 0.5 / 0.5 * 2 / 4
    assert run.step(np.array([4.0])) == pytest.approx(2.5, rel=1e-6)
    # m = 0.5 * 2 + 0.5 * 1 = 1.5, u = max(2, 1): 0.5 / 0.75 * 1.5 / 2
    assert run.step(np.array([1.0])) == pytest.approx(2.0, rel=1e-6)


def test_against_the_formula(run_of, start, gradients):
    run = run_of(Adamax(), start)
    for place, w in enumerate(start.tolist()):
        m = u = 0.0
        for t, g in enumerate(gradients[:, place].tolist(), 1):
            m = 0.9 * m + 0.1 * g
            u = max(0.999 * u, abs(g))
            w -= 0.001 / (1 - 0.9**t) * m / (u + 1e-7)
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)
