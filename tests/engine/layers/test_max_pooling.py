"""MaxPooling1D and MaxPooling2D, worked by hand."""

import numpy as np
import pytest

from engine import parallel
from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.families import blocks
from engine.layers.max_pooling1d import MaxPooling1D
from engine.layers.max_pooling2d import MaxPooling2D


def test_the_greatest_of_each_window(bench):
    made = bench(MaxPooling2D(), ((2, 4, 1),), batch=1)
    made.x[0][0, ..., 0] = [[1, 2, 8, 0], [4, 3, 5, 6]]
    assert made.forward()[0, ..., 0].tolist() == [[4, 8]]
    made.direction[0, ..., 0] = [[10, 20]]
    assert made.backward()[0][0, ..., 0].tolist() == [[0, 0, 20, 0], [10, 0, 0, 0]]


def test_windows_that_overlap_share_a_greatest_cell(bench):
    made = bench(MaxPooling1D(pool_size=(2,), strides=(1,)), ((3, 1),), batch=1)
    made.x[0][0, :, 0] = [1, 5, 2]
    assert made.forward()[0, :, 0].tolist() == [5, 5]
    made.direction[0, :, 0] = [10, 20]
    assert made.backward()[0][0, :, 0].tolist() == [0, 30, 0]


def test_of_equal_cells_the_first_gets_all(bench):
    made = bench(MaxPooling2D(), ((2, 2, 1),), batch=3)
    made.x[0][..., 0] = [[[0, 7], [7, 7]], [[0, 0], [7, 7]], [[3, 3], [3, 3]]]
    made.forward()
    made.direction[...] = 1
    assert made.backward()[0][..., 0].tolist() == [[[0, 1], [0, 0]], [[0, 0], [1, 0]], [[1, 0], [0, 0]]]


def test_windows_that_reach_over_an_end(bench):
    made = bench(MaxPooling1D(pool_size=(3,), strides=(2,), padding="same"), ((4, 1),), batch=1)
    made.x[0][0, :, 0] = [-1, -2, -3, -4]
    assert made.forward()[0, :, 0].tolist() == [-1, -3], "One step is lacking, after the last: Keras' rule."


def test_steps_between_the_windows_get_nothing(bench):
    made = bench(MaxPooling1D(pool_size=(1,), strides=(2,)), ((4, 1),), batch=1)
    made.forward()
    made.direction[0, :, 0] = [1, 2]
    assert made.backward()[0][0, :, 0].tolist() == [1, 0, 2, 0]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (MaxPooling2D(), (2, 3, 4)),
        (MaxPooling2D(pool_size=(3,), strides=(1, 2)), (3, 3, 4)),
        (MaxPooling2D(padding="same"), (3, 4, 4)),
        (MaxPooling2D(strides=(1,), padding="same"), (5, 7, 4)),
    ],
)
def test_how_the_numbers_are_read(layer, shape):
    assert layer.shape((5, 7, 4)) == shape


def test_blocks_and_parts_of_a_large_batch_give_the_same(bench, monkeypatch):
    layer, shapes = MaxPooling2D(pool_size=(3,), strides=(2,)), ((5, 5, 2),)
    plain = bench(layer, shapes, batch=7)
    plain.forward(), plain.backward()
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 2 * 400)
    monkeypatch.setattr(blocks, "PART_BYTES", 400)
    cut = bench(layer, shapes, batch=7)
    with parallel.working():
        np.testing.assert_array_equal(cut.forward(), plain.y)
        np.testing.assert_array_equal(cut.backward()[0], plain.dx[0])


def test_a_window_that_does_not_fit_is_mended():
    layer = MaxPooling2D(pool_size=(3,))
    with pytest.raises(ShapeError, match="does not fit") as caught:
        layer.shape((2, 5, 1))
    assert layer.replace(**caught.value.fix.settings).shape((2, 5, 1)) == (1, 2, 1)


def test_a_shape_that_is_no_picture_is_mended():
    with pytest.raises(ShapeError, match="Insert a Reshape") as caught:
        MaxPooling2D().shape((8, 8))
    assert MaxPooling2D().shape(caught.value.fix.insert.shape((8, 8))) == (4, 4, 1)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (MaxPooling1D, {"pool_size": (2, 2)}),
        (MaxPooling1D, {"strides": (2, 2)}),
        (MaxPooling2D, {"pool_size": (2, 2, 2)}),
        (MaxPooling2D, {"pool_size": ()}),
    ],
)
def test_another_count_of_numbers_is_refused(kind, settings):
    with pytest.raises(SettingError, match="must be"):
        kind(**settings)
