"""Conv1DTranspose, worked by hand."""

import pytest

from engine.layers.base import Hints
from engine.layers.conv1d_transpose import Conv1DTranspose


def test_each_step_writes_its_pattern(bench):
    made = bench(Conv1DTranspose(filters=1, kernel_size=3, strides=2), ((2, 1),), batch=1)
    made.x[0][0, :, 0] = [1, 10]
    made.weights["kernel"][:, 0, 0] = [1, 2, 3]
    made.weights["bias"][...] = 0
    assert made.forward().ravel().tolist() == [1, 2, 3 + 10, 20, 30]

    made.direction[0, :, 0] = [1, 0, 10, 0, 100]
    (dx,) = made.backward()
    assert dx.ravel().tolist() == [1 * 1 + 10 * 3, 10 * 1 + 100 * 3]
    assert made.gradients["kernel"].ravel().tolist() == [1 * 1 + 10 * 10, 0, 1 * 10 + 10 * 100]
    assert made.gradients["bias"].tolist() == [111]


@pytest.mark.parametrize(
    ("settings", "steps"),
    [
        ({}, 5),
        ({"strides": 2, "padding": "same"}, 6),
        ({"strides": 3, "output_padding": 2}, 11),
        ({"dilation": 2}, 7),
    ],
)
def test_lengths_as_keras_has_them(settings, steps):
    assert Conv1DTranspose(filters=4, **settings).shape((3, 2)) == (steps, 4)


def test_parameters():
    layer = Conv1DTranspose(filters=4).resolve(Hints())
    assert [weight.shape for weight in layer.weights((3, 2))] == [(3, 4, 2), (4,)]
