"""Activation, worked by hand."""

from engine.activations import ACTIVATIONS
from engine.layers.activation import Activation


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
