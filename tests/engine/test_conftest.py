"""The meter of memory itself: a check that cannot fail checks nothing."""

import numpy as np
import pytest


def test_the_meter_finds_an_array_with_one_number_per_row(assert_lean, many_rows):
    x = np.zeros((many_rows, 3), np.float32)
    with pytest.raises(AssertionError):
        assert_lean([lambda: x.sum(axis=1)])


def test_the_meter_passes_an_operation_in_place(assert_lean, many_rows):
    x = np.zeros((many_rows, 3), np.float32)
    assert_lean([lambda: np.add(x, x, x)])


def test_numeric_gradient_of_a_cube(numeric):
    x = np.array([1.0, -2.0])
    assert numeric(lambda: float((x**3).sum()), x) == pytest.approx([3.0, 12.0])
    assert x.tolist() == [1.0, -2.0]
