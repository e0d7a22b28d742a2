"""RepeatVector, worked by hand."""

import pytest

from engine.layers.base import ShapeError
from engine.layers.repeat_vector import RepeatVector


def test_three_times(bench):
    made = bench(RepeatVector(n=3), ((2,),), batch=1)
    made.x[0][...] = [[1, 2]]
    assert made.forward().tolist() == [[[1, 2], [1, 2], [1, 2]]]
    made.direction[...] = [[[1, 10], [2, 20], [3, 30]]]
    assert made.backward()[0].tolist() == [[6, 60]]


def test_a_square_is_mended_by_a_flatten():
    with pytest.raises(ShapeError, match="Put a Flatten") as caught:
        RepeatVector().shape((2, 3))
    assert RepeatVector().shape(caught.value.fix.insert.shape((2, 3))) == (2, 6)
