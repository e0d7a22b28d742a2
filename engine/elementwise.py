"""Operations on every number of an array by itself, in the form in which numpy runs them fastest.

Measured in single precision on 32,768 numbers: np.maximum against one number takes 12.5 microseconds, against a row
of numbers 4; np.sign takes 13.7, on the same bits read as whole numbers 3.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.layers.base import Array, Call, call

ROW = 4096
"""The longest row of equal numbers that is kept to compare with: it stays in the first level of the cache."""


def at_least(x: Array, low: float, y: Array) -> Call:
    """The operation y = max(x, low) on contiguous arrays; y may be x. Against a low of 0, -0 becomes 0."""
    rows = _rows(x)
    return call(np.maximum, rows, equal(low, rows.shape[-1], x.dtype), out=_like(x, rows, y))


def at_most(x: Array, high: float, y: Array) -> Call:
    """The operation y = min(x, high) on contiguous arrays; y may be x."""
    rows = _rows(x)
    return call(np.minimum, rows, equal(high, rows.shape[-1], x.dtype), out=_like(x, rows, y))


def whole(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Whole numbers with as many bits as the numbers of this dtype."""
    return np.dtype(f"i{dtype.itemsize}")


def is_positive(gate: Array, sign: Array) -> Call:
    """The operation that writes `sign`, of whole numbers: 1 where gate > 0, else 0. `gate` is nowhere below 0 nor -0.

    Read as whole numbers, the bits of such a gate have that very sign.
    """
    return call(np.sign, gate.view(sign.dtype), sign)


def times(x: Array, factor: Array, y: Array) -> Call:
    """The operation y = x factor; y may be x. A factor of whole numbers is 1 or 0, and multiplies the bits of x."""
    if factor.dtype == x.dtype:
        return call(np.multiply, x, factor, y)
    bits = x.view(factor.dtype)
    return call(np.multiply, bits, factor, bits if y is x else y.view(factor.dtype))


@lru_cache(maxsize=256)
def equal(value: float, count: int, dtype: np.dtype[Any]) -> Array:
    """So many equal numbers, to be read only: one array for all who ask for the same."""
    row = np.full(count, value, dtype)
    row.flags.writeable = False
    return row


def _rows(x: Array) -> Array:
    """A contiguous array seen as rows that are long enough for numpy and short enough for the cache."""
    if x.size <= ROW:
        return x.reshape(-1)
    width = next((width for width in range(ROW, ROW // 8, -1) if x.size % width == 0), x.size)
    return x.reshape(-1) if width == x.size else x.reshape(-1, width)


def _like(x: Array, seen: Array, y: Array) -> Array:
    """y seen as `seen` sees x: for the same array the same view, else numpy looks at length for how they overlap."""
    return seen if y is x else y.reshape(seen.shape)
