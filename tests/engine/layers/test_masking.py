"""Masking, worked by hand."""

import pytest

from engine.layers.base import ShapeError
from engine.layers.masking import Masking


def test_steps_of_the_mask_value_alone_are_padding(bench):
    made = bench(Masking(mask_value=9.0), ((4, 2),), batch=1)
    made.x[0][...] = [[[1, 2], [9, 9], [9, 3], [0, 0]]]
    assert made.forward().tolist() == [[[1, 2], [0, 0], [9, 3], [0, 0]]]
    assert made.made_mask.tolist() == [[True, False, True, True]]
    made.direction[...] = [[[1, 2], [3, 4], [5, 6], [7, 8]]]
    assert made.backward()[0].tolist() == [[[1, 2], [0, 0], [5, 6], [7, 8]]]


def test_a_shape_that_is_no_sequence_is_mended():
    with pytest.raises(ShapeError) as caught:
        Masking().shape((4,))
    assert Masking().shape(caught.value.fix.insert.shape((4,))) == (4, 1)
