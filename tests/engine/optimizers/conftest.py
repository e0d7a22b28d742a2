"""A run of an optimizer on gradients that are given."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.optimizers.base import Block, Optimizer

STEPS, SIZE = 200, 5


class Run:
    """Parameters on their way. `step(gradient)` moves them once with the optimizer's own learning rate."""

    def __init__(self, optimizer: Optimizer, start: NDArray[Any], blocks: Sequence[Block] = ()) -> None:
        self.optimizer, self.blocks = optimizer, blocks
        self.parameters = start.copy()
        self.gradient = np.zeros_like(start)
        self.slots = optimizer.make_slots(start)
        self.update = optimizer.bind(self.parameters, self.gradient, self.slots, blocks)
        self.count = 0

    def step(self, gradient: NDArray[Any]) -> NDArray[Any]:
        """The parameters after one more step."""
        self.count += 1
        self.gradient[...] = gradient
        self.update(self.optimizer.learning_rate, self.count)
        return self.parameters

    def resumed(self) -> "Run":
        """Another run that goes on from copies of the parameters, the slots and the count."""
        other = Run(self.optimizer, self.parameters, self.blocks)
        for name, slot in self.slots.items():
            other.slots[name][...] = slot
        other.count = self.count
        return other


@pytest.fixture
def run_of() -> Callable[..., Run]:
    """`run_of(optimizer, start, blocks=())`: parameters on their way."""
    return Run


@pytest.fixture
def start() -> NDArray[Any]:
    """Parameters to begin with, float64."""
    return np.random.default_rng(1).normal(size=SIZE)


@pytest.fixture
def gradients() -> NDArray[Any]:
    """Gradients for 200 steps, of very different sizes from one parameter to the next."""
    return np.random.default_rng(2).normal(0.1, 1, (STEPS, SIZE)) * np.geomspace(1e-3, 1e3, SIZE)
