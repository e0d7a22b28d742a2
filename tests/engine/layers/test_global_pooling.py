"""The four layers that pool a whole map, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.global_average_pooling1d import GlobalAveragePooling1D
from engine.layers.global_average_pooling2d import GlobalAveragePooling2D
from engine.layers.global_max_pooling1d import GlobalMaxPooling1D
from engine.layers.global_max_pooling2d import GlobalMaxPooling2D

PICTURE = [[[[1, 10], [3, 40]], [[2, 20], [6, 30]]]]
STEPS = [[[1, 10], [3, 40], [2, 20], [6, 30]]]


@pytest.mark.parametrize(
    ("layer", "x"), [(GlobalAveragePooling2D(), PICTURE), (GlobalAveragePooling1D(), STEPS)]
)
def test_the_mean_of_each_channel(bench, layer, x):
    made = bench(layer, (np.shape(x)[1:],), batch=1, x=(np.array(x, float),))
    assert made.forward().tolist() == [[3, 25]]
    made.direction[...] = [[4, 8]]
    assert made.backward()[0].reshape(4, 2).tolist() == [[1, 2]] * 4


@pytest.mark.parametrize(("layer", "x"), [(GlobalMaxPooling2D(), PICTURE), (GlobalMaxPooling1D(), STEPS)])
def test_the_greatest_of_each_channel(bench, layer, x):
    made = bench(layer, (np.shape(x)[1:],), batch=1, x=(np.array(x, float),))
    assert made.forward().tolist() == [[6, 40]]
    made.direction[...] = [[4, 8]]
    assert made.backward()[0].reshape(4, 2).tolist() == [[0, 0], [0, 8], [0, 0], [4, 0]]


def test_of_equal_places_the_first_gets_all(bench):
    made = bench(GlobalMaxPooling1D(), ((3, 1),), batch=2)
    made.x[0][..., 0] = [[1, 7, 7], [0, 0, 0]]
    made.forward()
    made.direction[...] = 1
    assert made.backward()[0][..., 0].tolist() == [[0, 1, 0], [1, 0, 0]]


def test_padding_does_not_count_in_the_mean(bench, numeric):
    mask = np.array([[True, True, False], [False, False, False]])
    made = bench(GlobalAveragePooling1D(), ((3, 1),), batch=2, masks=(mask,))
    made.x[0][..., 0] = [[1, 3, 8], [5, 5, 5]]
    assert made.forward().tolist() == [[2], [0]]
    made.direction[...] = 4
    assert made.backward()[0][..., 0].tolist() == [[2, 2, 0], [0, 0, 0]]


@pytest.mark.parametrize("kind", [GlobalAveragePooling2D, GlobalMaxPooling2D])
def test_axes_are_kept_on_demand(kind):
    assert kind().shape((4, 5, 3)) == (3,)
    assert kind(keepdims=True).shape((4, 5, 3)) == (1, 1, 3)


def test_a_shape_that_is_no_picture_is_mended():
    with pytest.raises(ShapeError) as caught:
        GlobalMaxPooling2D().shape((8, 8))
    assert GlobalMaxPooling2D().shape(caught.value.fix.insert.shape((8, 8))) == (1,)
