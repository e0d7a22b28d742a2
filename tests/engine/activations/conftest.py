"""Runs an activation forward and backward on arrays of one's own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.activations.base import Activation


def run(
    activation: Activation, x: NDArray[Any], dy: NDArray[Any], *, in_place: bool
) -> tuple[NDArray[Any], ...]:
    """y and dx; in place, x and y share memory, and so do dy and dx."""
    y = x if in_place else np.full_like(x, np.nan)
    dx = dy if in_place else np.full_like(x, np.nan)
    step = activation.bind(x, y, dy, dx)
    for operation in (*step.forward, *step.backward):
        operation()
    return y, dx


@pytest.fixture
def run_activation() -> Callable[..., tuple[NDArray[Any], ...]]:
    """`run_activation(activation, x, dy, in_place=False)` gives y and dx."""
    return run
