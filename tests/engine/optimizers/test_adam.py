"""Adam against its formula, written plainly."""

from math import sqrt

import numpy as np
import pytest

from engine.optimizers.adam import Adam


def test_the_first_step_by_hand(run_of):
    # m = 0.1 * 4, v = 0.001 * 16; m / 0.1 = 4, sqrt(v / 0.001) = 4: one whole learning rate.
    run = run_of(Adam(learning_rate=0.5), np.array([3.0]))
    assert run.step(np.array([4.0])) == pytest.approx(2.5, rel=1e-6)


@pytest.mark.parametrize("amsgrad", [False, True])
def test_against_the_formula(run_of, start, gradients, amsgrad):
    run = run_of(Adam(amsgrad=amsgrad, beta_2=0.9), start)
    for place, w in enumerate(start.tolist()):
        m = v = largest = 0.0
        for t, g in enumerate(gradients[:, place].tolist(), 1):
            m = 0.9 * m + 0.1 * g
            v = 0.9 * v + 0.1 * g**2
            largest = max(largest, v) if amsgrad else v
            w -= 0.001 * sqrt(1 - 0.9**t) / (1 - 0.9**t) * m / (sqrt(largest) + 1e-7)
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)
