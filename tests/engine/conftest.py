"""What the engine's tests share: numeric gradients, and a meter of memory."""

import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Operations = Iterable[Callable[[], Any]]


def slopes(value: Callable[[], float], at: NDArray[Any], step: float = 1e-6) -> NDArray[Any]:
    """The gradient of `value` with regard to the array `at`, by central differences; `at` is moved and put back."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        kept = at[place]
        at[place] = kept + step
        above = value()
        at[place] = kept - step
        below = value()
        at[place] = kept
        found[place] = (above - below) / (2 * step)
    return found


def memory(operations: Operations) -> int:
    """The most bytes that the operations hold at a time beyond what was there before, when run a second time."""
    operations = tuple(operations)
    for operation in operations:
        operation()
    tracemalloc.start()
    try:
        for operation in operations:
            operation()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for operation in operations:
            operation()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


ROWS = 50_000
"""Rows of a batch so large that an array with one number of 4 bytes per row cannot hide in numpy's fixed buffers."""


@pytest.fixture
def numeric() -> Callable[..., NDArray[Any]]:
    """`numeric(value, at)`: the gradient by central differences."""
    return slopes


@pytest.fixture
def assert_lean() -> Callable[[Operations], None]:
    """`assert_lean(operations)` for a batch of `many_rows`: no operation makes an array that grows with the batch."""

    def check(operations: Operations) -> None:
        # numpy may hold three buffers of 8192 numbers: 98,304 bytes and their heads. What operations ask for they ask
        # for every time; what another thread of the process happens to ask for meanwhile is counted too, but once.
        found: list[int] = []
        while len(found) < 3 and (not found or found[-1] >= 3 * ROWS):
            found.append(memory(operations))
        assert min(found) < 3 * ROWS

    return check


@pytest.fixture
def many_rows() -> int:
    """The batch size that `assert_lean` is made for."""
    return ROWS
