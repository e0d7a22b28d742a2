"""Arrays that follow from weights and are made anew only when these have changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.layers.base import Array, Call, call
from engine.parallel import chain, shares, split

LINE = 1024
"""Numbers of a weight that are summed together."""
PART_BYTES = 1024 * 1024
"""How much of a weight is worth a thread."""


class Derived:
    """Runs operations that derive an array from a weight, if the weight is not as it was when they last ran.

    Whether it is tells a fingerprint: the sums of its lines of numbers, each times a random factor. Reading the weight
    once is all that this takes. A change too small for the rounding of these sums is not seen, nor does it matter.
    """

    def __init__(self, weight: Array, operations: Sequence[Call]) -> None:
        flat = weight.reshape(-1)
        whole = flat.size // LINE
        factors = np.random.default_rng(0).uniform(0.5, 1.5, LINE).astype(weight.dtype)
        lines, rest = flat[: whole * LINE].reshape(whole, LINE), flat[whole * LINE :]
        self._known = np.full(whole + 1, np.nan, weight.dtype)
        self._now = np.empty_like(self._known)
        self._sum = split(
            [
                call(np.dot, lines[part], factors, self._now[part])
                for part in shares(whole, -(-PART_BYTES // (LINE * weight.itemsize)))
            ]
        )
        self._sum_rest = call(np.dot, rest, factors[: rest.size], self._now[whole:].reshape(()))
        self._derive = chain(operations)

    def __call__(self) -> None:
        """Derive the array where the weight has changed, or holds numbers that are none."""
        self._sum()
        self._sum_rest()
        if not np.array_equal(self._now, self._known):
            self._derive()
            np.copyto(self._known, self._now)
