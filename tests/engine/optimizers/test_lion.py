"""Lion against its formula, written plainly."""

import numpy as np
import pytest

from engine.optimizers.lion import Lion


def test_three_steps_by_hand(run_of):
    run = run_of(Lion(learning_rate=0.5, beta_1=0.5, beta_2=0.75), np.array([3.0]))
    # sign(0.5 * 4) = 1; m = 0.25 * 4 = 1
    assert run.step(np.array([4.0])) == pytest.approx(2.5)
    # sign(0.5 * 1 - 0.5 * 0.5) = 1 although the gradient points the other way; m = 0.75 - 0.125 = 0.625
    assert run.step(np.array([-0.5])) == pytest.approx(2.0)
    # sign(0.5 * 0.625 - 0.5 * 2) = -1
    assert run.step(np.array([-2.0])) == pytest.approx(2.5)


def test_against_the_formula(run_of, start, gradients):
    run = run_of(Lion(), start)
    for place, w in enumerate(start.tolist()):
        m = 0.0
        for g in gradients[:, place].tolist():
            w -= 0.001 * np.sign(0.9 * m + 0.1 * g)
            m = 0.99 * m + 0.01 * g
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)
