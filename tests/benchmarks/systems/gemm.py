"""The machine's peak: one large matrix product in numpy, with as many threads of BLAS as are measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.benchmarks.workloads import Workload

SIZE = 1024
FLOATING_POINT_OPERATIONS = 2 * SIZE**3


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that multiplies so many times."""
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=(SIZE, SIZE)).astype(np.float32) for _ in range(2))
    out = np.empty_like(a)

    def run(count: int) -> None:
        for _ in range(count):
            np.dot(a, b, out)

    return run
