"""Short convolutions with few multiplications: the matrices of Toom, Cook and Winograd."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import polynomial

from engine.layers.base import Array

POINTS = (0.0, 1.0, -1.0, 0.5, -2.0)
"""Where polynomials are evaluated, besides infinity: for six in all, those with the least rounding.

Barabasz, Anderson, Soodhalter and Gregg 2020, "Error Analysis and Improving the Accuracy of Winograd Convolution for
Deep Neural Networks".
"""


class Transforms(NamedTuple):
    """A correlation of an input d with a filter g is y = output ((taps g) * (input d)), products number by number."""

    output: Array
    taps: Array
    input: Array


@functools.cache
def transforms(places: int, taps: int, dtype: Any) -> Transforms:
    """For a line of `places` outputs of a filter of `taps` numbers: n = places + taps - 1 products.

    Outputs and taps are polynomials evaluated at n points, the last of them infinity, and the input's transform is
    interpolation, transposed. In two dimensions each is done along both axes.
    Winograd 1980, "Arithmetic Complexity of Computations"; Lavin and Gray 2016, "Fast Algorithms for Convolutional
    Neural Networks".
    """
    points = POINTS[: places + taps - 2]
    output, filters = _evaluation(points, places), _evaluation(points, taps)
    matrices = (output.T, filters, _interpolation(points).T)
    return Transforms(*(np.ascontiguousarray(matrix, dtype) for matrix in matrices))


def _evaluation(points: tuple[float, ...], terms: int) -> Array:
    """A polynomial's coefficients to its values, the leading one standing for that at infinity."""
    values = np.vander(points, terms, increasing=True)
    return np.vstack((values, np.eye(terms)[-1]))


def _interpolation(points: tuple[float, ...]) -> Array:
    """The other way: column i is the polynomial that is 1 at point i and 0 at the others."""
    columns = []
    for place, point in enumerate(points):
        others = points[:place] + points[place + 1 :]
        basis = polynomial.polyfromroots(others) / np.prod(np.subtract(point, others))
        columns.append(np.append(basis, 0.0))
    columns.append(polynomial.polyfromroots(points))
    return np.column_stack(columns)
