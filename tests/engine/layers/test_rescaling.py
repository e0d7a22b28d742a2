"""Rescaling and Normalization, worked by hand."""

import pytest

from engine.layers.base import ShapeError
from engine.layers.normalization import Normalization
from engine.layers.rescaling import Rescaling


def test_a_picture_from_minus_one_to_one(bench):
    made = bench(Rescaling(scale=(0.5,), offset=(-1.0,)), ((3,),), batch=1)
    made.x[0][...] = [[0, 2, 4]]
    assert made.forward().tolist() == [[-1, 0, 1]]
    made.direction[...] = [[1, 2, 3]]
    assert made.backward()[0].tolist() == [[0.5, 1, 1.5]]


def test_numbers_for_each_channel(bench):
    made = bench(Rescaling(scale=(2.0, 10.0), offset=(1.0, 0.0)), ((2, 2),), batch=1)
    made.x[0][...] = [[[1, 2], [3, 4]]]
    assert made.forward().tolist() == [[[3, 20], [7, 40]]]


def test_known_mean_and_variance_and_back_again(bench):
    there = Normalization(mean=(1.0, 5.0), variance=(4.0, 0.25))
    made = bench(there, ((2,),), batch=1)
    made.x[0][...] = [[5, 4]]
    assert made.forward().tolist() == [[2, -2]]
    back = bench(there.replace(invert=True), ((2,),), batch=1)
    back.x[0][...] = [[2, -2]]
    assert back.forward().tolist() == [[5, 4]]


def test_a_variance_of_nothing_divides_by_the_smallest(bench):
    made = bench(Normalization(variance=(0.0,)), ((1,),), batch=1)
    made.x[0][...] = 1e-7
    assert made.forward().tolist() == [[pytest.approx(1)]]


def test_numbers_along_another_axis(bench):
    made = bench(Normalization(mean=(1.0, 2.0), axis=1), ((2, 3),), batch=1)
    made.x[0][...] = 3
    assert made.forward().tolist() == [[[2, 2, 2], [1, 1, 1]]]


@pytest.mark.parametrize(
    "layer", [Rescaling(scale=(1.0, 2.0)), Rescaling(offset=(1.0, 2.0)), Normalization(mean=(1.0, 2.0))]
)
def test_a_wrong_count_of_numbers_is_mended(layer):
    with pytest.raises(ShapeError, match="has 2 numbers, but there are 3 places") as caught:
        layer.shape((4, 3))
    assert layer.replace(**caught.value.fix.settings).shape((4, 3)) == (4, 3)
