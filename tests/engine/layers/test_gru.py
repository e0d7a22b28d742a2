"""GRU, worked by hand."""

import numpy as np
import pytest

from engine.layers.gru import GRU


@pytest.mark.parametrize(("reset_after", "seen"), [(True, 0.5 * (2 * 0.4 + 1)), (False, 2 * 0.5 * 0.4)])
def test_half_open_gates(bench, reset_after, seen):
    made = bench(GRU(units=1, return_sequences=True, reset_after=reset_after), ((2, 1),), batch=1)
    # Both gates are sigmoid(0) = 0.5. With reset after, the bias of the memory's sum, 1, is halved too.
    made.weights["kernel"][...] = [[0, 0, 1]]
    made.weights["recurrent_kernel"][...] = [[0, 0, 2]]
    made.weights["bias"][...] = 0
    if reset_after:
        made.weights["bias"][1, 2] = 1
    first = np.arctanh(0.8) - (0.5 if reset_after else 0)
    made.x[0][...] = [[[first], [np.arctanh(-0.6) - seen]]]
    # The candidates are 0.8 and -0.6.
    np.testing.assert_allclose(made.forward()[0, :, 0], [0.5 * 0.8, 0.5 * 0.4 - 0.5 * 0.6])

    made.direction[...] = [[[0], [1]]]
    (dx,) = made.backward()
    last = 0.5 * (1 - 0.36)
    # To the first step: straight through z, and through the candidate by r U.
    np.testing.assert_allclose(dx[0, :, 0], [(0.5 + last * 0.5 * 2) * 0.5 * (1 - 0.64), last])
    # h - g = 1 at the second step and -0.8 at the first; the slope of a sigmoid at 0 is 0.25.
    z = made.gradients["bias"].reshape(-1, 3)[0, 0]
    np.testing.assert_allclose(z, 0.25 * (1 * 1 - 0.8 * (0.5 + last * 0.5 * 2)))


def test_parameters():
    assert sum(weight.size for weight in GRU(units=64).weights((32, 8))) == 14_208
    assert [weight.shape for weight in GRU(units=2).weights((5, 3))] == [(3, 6), (2, 6), (2, 6)]
    assert GRU(units=2, reset_after=False).weights((5, 3))[2].shape == (6,)
