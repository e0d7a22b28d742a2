"""Dot, worked by hand."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.layers.base import ShapeError
from engine.layers.dot import Dot


def test_two_lists(bench):
    made = bench(Dot(), ((3,), (3,)), batch=1)
    made.x[0][...] = [[1, 2, 3]]
    made.x[1][...] = [[4, 5, 6]]
    assert made.forward().tolist() == [[32]]
    made.direction[...] = 2
    assert [dx.tolist() for dx in made.backward()] == [[[8, 10, 12]], [[2, 4, 6]]]


def test_normalised_it_is_the_cosine(bench):
    made = bench(Dot(normalize=True), ((2,), (2,)), batch=2)
    made.x[0][...] = [[3, 4], [2, 0]]
    made.x[1][...] = [[8, 6], [0, 5]]
    np.testing.assert_allclose(made.forward(), [[0.96], [0]])


def test_a_list_of_zeros_is_like_nothing(bench):
    made = bench(Dot(normalize=True), ((2,), (2,)), batch=1)
    made.x[0][...] = 0
    assert made.forward().tolist() == [[0]]
    assert np.isfinite(made.backward()[0]).all()


@pytest.mark.parametrize(
    ("axes", "shapes", "joined"),
    [
        ((-1,), ((4, 5), (4, 5)), (4, 4)),
        ((1, 2), ((3, 5), (10, 3)), (5, 10)),
        ((-2, -1), ((3, 2), (1, 2, 3)), (2, 1, 2)),
    ],
)
def test_axes_count_as_in_keras(bench, axes, shapes, joined):
    made = bench(Dot(axes=axes), shapes, batch=2)
    one, other = (axis if axis < 0 else axis - 1 for axis in (axes * 2)[:2])
    assert made.layer.shape(*shapes) == joined
    wanted = [np.tensordot(a, b, (one, other)) for a, b in zip(*made.x, strict=True)]
    np.testing.assert_allclose(made.forward(), wanted)


@pytest.mark.parametrize("axes", [(), (0,), (1, 2, 3)])
def test_axes_that_mean_nothing(axes):
    with pytest.raises(SettingError):
        Dot(axes=axes)


def test_an_axis_that_is_not_there_is_mended():
    with pytest.raises(ShapeError, match="no axis 2") as caught:
        Dot(axes=(2,)).shape((3,), (3,))
    assert Dot(**caught.value.fix.settings).shape((3,), (3,)) == (1,)


def test_unequal_lengths_are_mended_by_other_axes_or_by_units():
    with pytest.raises(ShapeError, match="gets 3 and 4") as caught:
        Dot().shape((2, 3), (2, 4))
    assert Dot(**caught.value.fix.settings).shape((2, 3), (2, 4)) == (3, 4)
    with pytest.raises(ShapeError) as caught:
        Dot().shape((3,), (4,))
    assert (caught.value.fix.units, caught.value.fix.wire) == (3, 1)
    with pytest.raises(ShapeError) as caught:
        Dot(axes=(1,)).shape((3,), (4, 5))
    assert caught.value.fix is None
