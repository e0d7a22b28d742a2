"""Permute, worked by hand."""

import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.permute import Permute


def test_rows_become_columns(bench):
    made = bench(Permute(), ((2, 3),), batch=1)
    made.x[0][...] = [[[1, 2, 3], [4, 5, 6]]]
    assert made.forward().tolist() == [[[1, 4], [2, 5], [3, 6]]]
    made.direction[...] = [[[1, 2], [3, 4], [5, 6]]]
    assert made.backward()[0].tolist() == [[[1, 3, 5], [2, 4, 6]]]


def test_the_order_names_axes_of_the_input_from_one():
    assert Permute(dims=(3, 1, 2)).shape((10, 20, 30)) == (30, 10, 20)


@pytest.mark.parametrize("dims", [(), (1, 1), (2, 3), (1, 3)])
def test_an_order_that_is_none(dims):
    with pytest.raises(SettingError):
        Permute(dims=dims)


@pytest.mark.parametrize("shape", [(4,), (2, 3, 4)])
def test_an_order_of_other_axes_is_mended(shape):
    with pytest.raises(ShapeError, match="one of 2 axes") as caught:
        Permute().shape(shape)
    assert Permute().replace(**caught.value.fix.settings).shape(shape) == shape
