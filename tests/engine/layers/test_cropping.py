"""Cropping1D and Cropping2D, worked by hand."""

import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.cropping1d import Cropping1D
from engine.layers.cropping2d import Cropping2D


def test_steps_off_both_ends(bench):
    made = bench(Cropping1D(cropping=(1, 2)), ((5, 1),), batch=1)
    made.x[0][...] = [[[1], [2], [3], [4], [5]]]
    assert made.forward()[0, :, 0].tolist() == [2, 3]
    made.direction[...] = [[[8], [9]]]
    assert made.backward()[0][0, :, 0].tolist() == [0, 8, 9, 0, 0]


def test_rows_and_columns_off_each_side(bench):
    made = bench(Cropping2D(cropping=(1, 0, 0, 2)), ((2, 4, 1),), batch=1)
    made.x[0][0, ..., 0] = [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert made.forward()[0, ..., 0].tolist() == [[5, 6]]
    made.direction[0, ..., 0] = [[1, 2]]
    assert made.backward()[0][0, ..., 0].tolist() == [[0, 0, 0, 0], [1, 2, 0, 0]]


@pytest.mark.parametrize(("kind", "shape"), [(Cropping1D, (2, 3)), (Cropping2D, (4, 2, 3))])
def test_a_crop_that_leaves_nothing_is_mended(kind, shape):
    layer = kind(cropping=(1,))
    with pytest.raises(ShapeError, match="leaves none") as caught:
        layer.shape(shape)
    assert layer.replace(**caught.value.fix.settings).shape(shape) == shape


@pytest.mark.parametrize(
    ("kind", "cropping"), [(Cropping1D, (1, 2, 3)), (Cropping2D, (1, 2, 3)), (Cropping2D, ())]
)
def test_another_count_of_numbers_is_refused(kind, cropping):
    with pytest.raises(SettingError, match="cropping is"):
        kind(cropping=cropping)
