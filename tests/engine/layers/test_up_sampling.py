"""UpSampling1D and UpSampling2D, worked by hand."""

import numpy as np
import pytest

from engine.declare import SettingError
from engine.layers.families.upsampling import KERNELS, weights
from engine.layers.up_sampling1d import UpSampling1D
from engine.layers.up_sampling2d import UpSampling2D


def test_steps_are_repeated(bench):
    made = bench(UpSampling1D(size=3), ((2, 1),), batch=1)
    made.x[0][0, :, 0] = [5, 6]
    assert made.forward()[0, :, 0].tolist() == [5, 5, 5, 6, 6, 6]
    made.direction[0, :, 0] = [1, 2, 3, 4, 5, 6]
    assert made.backward()[0][0, :, 0].tolist() == [6, 15]


def test_cells_are_repeated_down_and_across(bench):
    made = bench(UpSampling2D(size=(2, 3)), ((1, 2, 1),), batch=1)
    made.x[0][0, ..., 0] = [[5, 6]]
    assert made.forward()[0, ..., 0].tolist() == [[5, 5, 5, 6, 6, 6]] * 2
    made.direction[0, ..., 0] = [[1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60]]
    assert made.backward()[0][0, ..., 0].tolist() == [[66, 165]]


def test_new_cells_between_the_old_ones(bench):
    """Twice as many: the new middles lie a quarter beside the old ones; beyond an end the last cell holds."""
    made = bench(UpSampling2D(size=(1, 2), interpolation="bilinear"), ((1, 3, 1),), batch=1)
    made.x[0][0, ..., 0] = [[0, 4, 8]]
    np.testing.assert_allclose(made.forward()[0, ..., 0], [[0, 1, 3, 5, 7, 8]])
    made.direction[0, ..., 0] = [[1, 4, 4, 0, 0, 0]]
    np.testing.assert_allclose(made.backward()[0][0, ..., 0], [[5, 4, 0]])


def test_a_cubic_kernel_reaches_two_cells():
    """A quarter behind the third of five cells: Keys' weights -9/128, 111/128, 29/128, -3/128."""
    np.testing.assert_allclose(128 * weights(5, 2, KERNELS["bicubic"])[5], [0, -9, 111, 29, -3])


@pytest.mark.parametrize("kernel", KERNELS)
def test_an_even_picture_stays_even(bench, kernel):
    made = bench(UpSampling2D(size=(3, 2), interpolation=kernel), ((3, 4, 2),))
    made.x[0][...] = 7
    np.testing.assert_allclose(made.forward(), 7)


def test_three_numbers_are_refused():
    with pytest.raises(SettingError, match="size is"):
        UpSampling2D(size=(1, 2, 3))
