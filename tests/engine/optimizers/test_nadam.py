"""Nadam against its formula, written plainly."""

from math import prod, sqrt

import numpy as np
import pytest

from engine.optimizers.nadam import Nadam


def test_the_first_step_by_hand(run_of):
    # u_1 = 0.5 * 0.52 = 0.26, u_2 = 0.5 * (1 - 0.4608) = 0.2696; m = 0.5 * 4 = 2, v / (1 - b2) = 16
    # M = 0.2696 * 2 / (1 - 0.26 * 0.2696) + 0.74 * 4 / 0.74 = 0.57985 + 4; the step is 0.5 * M / 4
    run = run_of(Nadam(learning_rate=0.5, beta_1=0.5), np.array([3.0]))
    assert run.step(np.array([4.0])) == pytest.approx(3 - 0.5 * (0.5392 / 0.929904 + 4) / 4, rel=1e-7)


def test_against_the_formula(run_of, start, gradients):
    run = run_of(Nadam(), start)
    u = [0.9 * (1 - 0.5 * 0.96**t) for t in range(len(gradients) + 2)]
    for place, w in enumerate(start.tolist()):
        m = v = 0.0
        for t, g in enumerate(gradients[:, place].tolist(), 1):
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            ahead = u[t + 1] * m / (1 - prod(u[1 : t + 2])) + (1 - u[t]) * g / (1 - prod(u[1 : t + 1]))
            w -= 0.001 * ahead / (sqrt(v / (1 - 0.999**t)) + 1e-7)
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)


def test_a_count_that_starts_anew_is_another_run(run_of):
    run, other = run_of(Nadam(), np.ones(1)), run_of(Nadam(), np.ones(1))
    for _ in range(5):
        run.step(np.array([2.0]))
    run.parameters[...], run.count = 1, 0
    for slot in run.slots.values():
        slot[...] = 0
    assert run.step(np.array([2.0])) == other.step(np.array([2.0]))
