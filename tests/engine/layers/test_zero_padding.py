"""ZeroPadding1D and ZeroPadding2D, worked by hand."""

import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.zero_padding1d import ZeroPadding1D
from engine.layers.zero_padding2d import ZeroPadding2D


def test_steps_before_and_after(bench):
    made = bench(ZeroPadding1D(padding=(1, 2)), ((2, 1),), batch=1)
    made.x[0][...] = [[[5], [6]]]
    assert made.forward()[0, :, 0].tolist() == [0, 5, 6, 0, 0]
    made.direction[...] = [[[1], [2], [3], [4], [5]]]
    assert made.backward()[0][0, :, 0].tolist() == [2, 3]


def test_a_frame_of_rows_and_columns(bench):
    made = bench(ZeroPadding2D(padding=(1, 0, 0, 2)), ((1, 2, 1),), batch=1)
    made.x[0][...] = [[[[5], [6]]]]
    assert made.forward()[0, ..., 0].tolist() == [[0, 0, 0, 0], [5, 6, 0, 0]]
    made.direction[0, ..., 0] = [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert made.backward()[0][0, ..., 0].tolist() == [[5, 6]]


@pytest.mark.parametrize(
    ("padding", "shape"),
    [((2,), (6, 7, 4)), ((1, 3), (4, 9, 4)), ((1, 2, 3, 4), (5, 10, 4))],
    ids=["all sides", "height and width", "each side"],
)
def test_how_the_numbers_are_read(padding, shape):
    assert ZeroPadding2D(padding=padding).shape((2, 3, 4)) == shape


def test_margins_are_cleared_whatever_the_memory_held(bench):
    made = bench(ZeroPadding2D(), ((2, 2, 1),))
    made.forward()
    made.y[...] = 7
    assert made.forward().sum() == pytest.approx(made.x[0].sum())


@pytest.mark.parametrize(
    ("kind", "padding"), [(ZeroPadding1D, ()), (ZeroPadding1D, (1, 2, 3)), (ZeroPadding2D, (1, 2, 3))]
)
def test_another_count_of_numbers_is_refused(kind, padding):
    with pytest.raises(SettingError, match="padding is"):
        kind(padding=padding)


@pytest.mark.parametrize(
    ("kind", "shape", "mended"),
    [
        (ZeroPadding1D, (8,), (8, 1)),
        (ZeroPadding1D, (4, 5, 3), (4, 15)),
        (ZeroPadding2D, (4, 5), (4, 5, 1)),
        (ZeroPadding2D, (9,), (3, 3, 1)),
    ],
)
def test_a_shape_that_is_no_map_is_mended_by_a_reshape(kind, shape, mended):
    with pytest.raises(ShapeError, match="Insert a Reshape") as caught:
        kind().shape(shape)
    assert caught.value.fix.insert.shape(shape) == mended
    kind().shape(mended)
