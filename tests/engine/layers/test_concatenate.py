"""Concatenate, worked by hand."""

import numpy as np
import pytest

from engine.layers.base import ShapeError
from engine.layers.concatenate import Concatenate


def test_in_the_order_of_the_wires(bench):
    made = bench(Concatenate(), ((2,), (1,)), batch=2)
    made.x[0][...] = [[1, 2], [3, 4]]
    made.x[1][...] = [[9], [8]]
    assert made.forward().tolist() == [[1, 2, 9], [3, 4, 8]]
    made.direction[...] = [[1, 2, 3], [4, 5, 6]]
    assert [dx.tolist() for dx in made.backward()] == [[[1, 2], [4, 5]], [[3], [6]]]


def test_the_axis_counts_as_in_keras():
    shapes = ((2, 3), (4, 3))
    assert Concatenate(axis=1).shape(*shapes) == (6, 3)
    assert Concatenate(axis=-2).shape(*shapes) == (6, 3)
    with pytest.raises(ShapeError, match=r"\(2, 3\) and wire 2 brings \(4, 3\)"):
        Concatenate(axis=2).shape(*shapes)


@pytest.mark.parametrize("axis", [0, 2, -2])
def test_an_axis_that_is_not_there_is_mended(axis):
    with pytest.raises(ShapeError, match=f"no axis {axis}") as caught:
        Concatenate(axis=axis).shape((4,), (4,))
    assert Concatenate(axis=axis).replace(**caught.value.fix.settings).shape((4,), (4,)) == (8,)


@pytest.mark.parametrize(
    "shapes", [((4,), (2, 2)), ((2, 2), (4,))], ids=["second is square", "first is square"]
)
def test_wires_of_unlike_axes_are_mended_by_a_flatten(shapes):
    with pytest.raises(ShapeError, match="Put a Flatten") as caught:
        Concatenate().shape(*shapes)
    fix = caught.value.fix
    mended = [fix.insert.shape(shape) if place == fix.wire else shape for place, shape in enumerate(shapes)]
    assert Concatenate().shape(*mended) == (8,)


EVEN, ODD = np.array([[True, False], [True, True]]), np.array([[False, False], [False, True]])


@pytest.mark.parametrize(
    ("axis", "masks", "wanted"),
    [
        (1, (EVEN, ODD), [[1, 0, 0, 0], [1, 1, 0, 1]]),
        (1, (None, ODD), [[1, 1, 0, 0], [1, 1, 0, 1]]),
        (-1, (EVEN, ODD), [[1, 0], [1, 1]]),
        (-1, (ODD, None), [[1, 1], [1, 1]]),
    ],
)
def test_steps_that_are_padding_stay_so(bench, axis, masks, wanted):
    made = bench(Concatenate(axis=axis), ((2, 3), (2, 3)), batch=2, masks=masks)
    made.forward()
    assert made.made_mask.astype(int).tolist() == wanted
