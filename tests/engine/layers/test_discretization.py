"""Discretization, worked by hand; the numbers are those of Keras' documentation."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.layers.discretization import Discretization

ROWS = np.array([[-1.5, 1.0, 3.4, 0.5], [0.0, 3.0, 1.3, 0.0]])
BINS = (0.0, 1.0, 2.0)


def test_the_number_of_each_bin(bench):
    made = bench(Discretization(bin_boundaries=BINS), ((4,),), batch=2, x=(ROWS,))
    assert made.forward().tolist() == [[0, 2, 3, 1], [1, 3, 2, 1]]
    assert (made.backward()[0] == 0).all()


def test_a_place_for_each_bin(bench):
    layer = Discretization(bin_boundaries=BINS, output_mode="count")
    made = bench(layer, ((4,),), batch=2, x=(ROWS,))
    assert made.forward().tolist() == [[1, 1, 1, 1], [0, 2, 1, 1]]
    assert layer.replace(output_mode="one_hot").shape((4,)) == (4, 4)
    assert layer.replace(output_mode="one_hot").shape((1,)) == (4,)


@pytest.mark.parametrize("boundaries", [(), (1.0, 1.0), (2.0, 1.0)])
def test_boundaries_that_do_not_rise_are_refused(boundaries):
    with pytest.raises(SettingError, match="rising order"):
        Discretization(bin_boundaries=boundaries)
