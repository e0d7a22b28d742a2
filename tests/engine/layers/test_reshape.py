"""Reshape, worked by hand."""

import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.reshape import Reshape


def test_six_numbers_as_two_rows(bench):
    made = bench(Reshape(target_shape=(2, 3)), ((6,),), batch=1)
    made.x[0][...] = [[1, 2, 3, 4, 5, 6]]
    assert made.forward().tolist() == [[[1, 2, 3], [4, 5, 6]]]


def test_an_open_length_is_what_is_left():
    assert Reshape(target_shape=(8, -1, 2)).shape((64,)) == (8, 4, 2)
    assert Reshape().shape((2, 3)) == (6,)


def test_a_shape_that_does_not_fit_says_both_sizes_and_mends_itself():
    with pytest.raises(ShapeError, match=r"holds 12 numbers, but \(5, 4\) needs 20") as caught:
        Reshape(target_shape=(5, 4)).shape((12,))
    assert Reshape(target_shape=(5, 4)).replace(**caught.value.fix.settings).shape((12,)) == (3, 4)


def test_a_shape_that_fits_no_length_is_mended_to_a_line():
    with pytest.raises(ShapeError) as caught:
        Reshape(target_shape=(2, 5)).shape((12,))
    assert Reshape().replace(**caught.value.fix.settings).shape((12,)) == (12,)


def test_an_open_length_that_does_not_come_out_even():
    with pytest.raises(ShapeError, match="do not divide by 5") as caught:
        Reshape(target_shape=(-1, 5)).shape((12,))
    assert Reshape().replace(**caught.value.fix.settings).shape((12,)) == (12,)


@pytest.mark.parametrize("shape", [(), (0,), (-1, -1), (2, 0), (-2,)])
def test_shapes_that_mean_nothing(shape):
    with pytest.raises(SettingError):
        Reshape(target_shape=shape)
