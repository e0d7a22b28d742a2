"""SGD against its formula, written plainly."""

import numpy as np
import pytest

from engine.optimizers.sgd import Sgd


def test_two_steps_by_hand(run_of):
    run = run_of(Sgd(learning_rate=0.1, momentum=0.5), np.array([1.0]))
    # v = -0.1 * 2 = -0.2
    assert run.step(np.array([2.0])) == pytest.approx(0.8)
    # v = 0.5 * -0.2 - 0.1 * 1 = -0.2
    assert run.step(np.array([1.0])) == pytest.approx(0.6)


def test_a_nesterov_step_by_hand(run_of):
    run = run_of(Sgd(learning_rate=0.1, momentum=0.5, nesterov=True), np.array([1.0]))
    # v = -0.2; w = 1 + 0.5 * -0.2 - 0.2
    assert run.step(np.array([2.0])) == pytest.approx(0.7)


@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (0.0, True), (0.9, False), (0.9, True)])
def test_against_the_formula(run_of, start, gradients, momentum, nesterov):
    optimizer = Sgd(momentum=momentum, nesterov=nesterov)
    run = run_of(optimizer, start)
    for place, w in enumerate(start.tolist()):
        v = 0.0
        for g in gradients[:, place].tolist():
            v = momentum * v - 0.01 * g
            w += momentum * v - 0.01 * g if nesterov else v
        start[place] = w
    for gradient in gradients:
        run.step(gradient)
    np.testing.assert_allclose(run.parameters, start, rtol=1e-10)


def test_a_slot_only_where_there_is_momentum():
    assert Sgd().slots == ()
    assert Sgd(momentum=0.9).slots == ("velocity",)
