"""SeparableConv2D, worked by hand."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.layers.base import Hints
from engine.layers.separable_conv2d import SeparableConv2D


def test_patterns_then_mixtures(bench):
    made = bench(SeparableConv2D(filters=2, kernel_size=(1, 2)), ((1, 2, 2),), batch=1)
    made.x[0][0, 0] = [[1, 100], [10, 1000]]
    made.weights["depthwise_kernel"][0, ..., 0] = [[1, 3], [2, 4]]
    made.weights["pointwise_kernel"][0, 0] = [[1, -1], [0, 2]]
    made.weights["bias"][...] = [0.5, 0]
    # The channels give 1 * 1 + 10 * 2 = 21 and 100 * 3 + 1000 * 4 = 4300; the filters mix them.
    assert made.forward().ravel().tolist() == [21.5, -21 + 2 * 4300]

    made.direction[...] = [1, 10]
    (dx,) = made.backward()
    # The channels' slopes are 1 - 10 = -9 and 20.
    assert dx[0, 0].tolist() == [[-9 * 1, 20 * 3], [-9 * 2, 20 * 4]]
    assert made.gradients["depthwise_kernel"][0, ..., 0].tolist() == [[-9, 2000], [-90, 20_000]]
    assert made.gradients["pointwise_kernel"][0, 0].tolist() == [[21, 210], [4300, 43_000]]
    assert made.gradients["bias"].tolist() == [1, 10]


def test_parameters_and_multiply_adds():
    layer = SeparableConv2D(filters=4, depth_multiplier=2, padding="same").resolve(Hints())
    assert layer.shape((5, 5, 3)) == (5, 5, 4)
    assert [weight.shape for weight in layer.weights((5, 5, 3))] == [(3, 3, 3, 2), (1, 1, 6, 4), (4,)]
    assert layer.multiply_adds((5, 5, 3)) == 25 * (9 * 6 + 6 * 4)


@pytest.mark.parametrize(("activation", "chosen"), [("relu", "he_uniform"), ("tanh", "glorot_uniform")])
def test_both_initialisers_follow_the_activation(activation, chosen):
    layer = SeparableConv2D(activation=ACTIVATIONS[activation]()).resolve(Hints())
    assert (layer.kernel_initializer.kind(), layer.pointwise_initializer.kind()) == (chosen, chosen)


def test_a_frozen_layer_still_hands_its_slope_on(bench):
    made = bench(SeparableConv2D(filters=2), ((3, 3, 1),))
    made.forward()
    expected = made.backward()[0].copy()
    cell = made._cell(training=True)
    cell.gradients = {}
    step = made.layer.bind(cell)
    made.dy[...] = made.direction
    for operation in (*step.forward, *step.backward):
        operation()
    np.testing.assert_allclose(made.dx[0], expected)
