"""Numbers for oracle and test alike: the same on every machine, without a generator whose stream may change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def numbers(shape: tuple[int, ...], salt: int) -> Floats:
    """Numbers between -1.3 and 1.3 without a pattern, none of which occurs twice; another salt gives others."""
    count = int(np.prod(shape))
    return (1.3 * np.sin(0.7 + 0.37 * salt + np.arange(count) * (1.61803399 + 0.1 * salt))).reshape(shape)


def weight(name: str, shape: tuple[int, ...], salt: int) -> Floats:
    """Numbers for a weight; variances are positive."""
    found = numbers(shape, salt)
    return np.abs(found) + 0.5 if "variance" in name else found
