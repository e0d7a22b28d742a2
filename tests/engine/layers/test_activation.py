"""Activation, worked by hand."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.layers.activation import Activation
from engine.layers.base import ShapeError


def test_leaky_relu_as_a_layer(bench):
    made = bench(Activation(activation=ACTIVATIONS["leaky_relu"](negative_slope=0.5)), ((3,),), batch=1)
    made.x[0][...] = [[-2, 0, 4]]
    assert made.forward().tolist() == [[-1, 0, 4]]
    made.direction[...] = [[1, 1, 1]]
    assert made.backward()[0].tolist() == [[0.5, 0.5, 1]]


def test_its_input_stays_as_it_is(bench):
    made = bench(Activation(), ((4,),))
    kept = made.x[0].copy()
    made.forward()
    assert (made.x[0] == kept).all()


def test_softmax_along_the_steps(bench):
    made = bench(Activation(activation=ACTIVATIONS["softmax"](), axis=1), ((2, 2),), batch=1)
    # Each column adds up to 1: e^0 and e^(ln 3), and two equal numbers.
    made.x[0][...] = [[[0, 5], [np.log(3), 5]]]
    np.testing.assert_allclose(made.forward(), [[[0.25, 0.5], [0.75, 0.5]]])
    # y (dy - sum of y dy): 0.25 (1 - 0.25), 0.75 (0 - 0.25).
    made.direction[...] = [[[1, 0], [0, 0]]]
    np.testing.assert_allclose(made.backward()[0], [[[0.1875, 0], [-0.1875, 0]]], atol=1e-15)


def test_an_axis_that_is_not_there_is_refused_for_softmax_alone():
    Activation(axis=3).shape((4,))
    with pytest.raises(ShapeError, match="no axis 3"):
        Activation(activation=ACTIVATIONS["softmax"](), axis=3).shape((4,))
