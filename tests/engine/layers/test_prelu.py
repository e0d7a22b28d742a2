"""PReLU, worked by hand."""

import pytest

from engine.layers.base import ShapeError
from engine.layers.prelu import PReLU


def test_negative_numbers_by_a_factor_of_their_own(bench):
    made = bench(PReLU(), ((3,),), batch=2)
    made.x[0][...] = [[1, -2, 0], [-3, -4, 5]]
    made.weights["alpha"][...] = [0.5, 0.25, 2]
    assert made.forward().tolist() == [[1, -0.5, 0], [-1.5, -1, 5]]
    made.direction[...] = [[1, 2, 3], [4, 8, 6]]
    assert made.backward()[0].tolist() == [[1, 0.5, 6], [2, 2, 6]]
    assert made.gradients["alpha"].tolist() == [-12, -36, 0]


def test_a_slope_shared_over_a_picture(bench):
    made = bench(PReLU(shared_axes=(1, 2)), ((2, 1, 2),), batch=1)
    made.x[0][...] = [[[[-1, 2]], [[-3, -4]]]]
    made.weights["alpha"][...] = [[[0.5, 10]]]
    assert made.forward().tolist() == [[[[-0.5, 2]], [[-1.5, -40]]]]
    made.direction[...] = 1
    made.backward()
    assert made.gradients["alpha"].tolist() == [[[-4, -4]]]


def test_an_axis_that_is_not_there_is_mended():
    layer = PReLU(shared_axes=(1, 2))
    with pytest.raises(ShapeError, match="no axis 2") as caught:
        layer.shape((4,))
    assert [weight.shape for weight in layer.replace(**caught.value.fix.settings).weights((4,))] == [(4,)]


def test_an_axis_that_is_named_twice_counts_once(bench):
    made = bench(PReLU(shared_axes=(1, 1)), ((2,),), batch=1)
    made.x[0][...] = [[-1, -3]]
    made.forward()
    made.direction[...] = [[1, 2]]
    made.backward()
    assert made.gradients["alpha"].tolist() == [-7]
