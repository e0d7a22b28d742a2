"""GELU's own error function, against the one of the C library."""

from math import erf, erfc, exp, pi, sqrt

import numpy as np

from engine.activations.gelu import Gelu

GRID = np.concatenate([np.linspace(-12, 12, 4801), [-37, -30, 30, 37], np.geomspace(1e-8, 1, 50)])


def test_double_precision_to_twelve_digits():
    wanted = [x * erfc(-x / sqrt(2)) / 2 for x in GRID]
    np.testing.assert_allclose(Gelu().value(GRID), wanted, rtol=1e-12)


def test_slope_in_double_precision():
    wanted = [(1 + erf(x / sqrt(2))) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi) for x in GRID]
    np.testing.assert_allclose(Gelu().slope(GRID), wanted, rtol=1e-12, atol=1e-14)


def test_single_precision_keeps_the_digits_of_the_tail():
    x = np.linspace(-8, 8, 1601).astype(np.float32)
    wanted = [value * erfc(-value / sqrt(2)) / 2 for value in x.tolist()]
    np.testing.assert_allclose(Gelu().value(x), wanted, rtol=1e-5)
