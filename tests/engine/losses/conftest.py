"""Truth and predictions for each task, and a way to run a loss on them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.layers.base import Step
from engine.losses.base import Loss, LossCell

ROWS = 6


def truth(task: str, rows: int = ROWS) -> NDArray[Any]:
    """A plausible target for this task, (rows, size)."""
    rng = np.random.default_rng(2)
    if task == "binary":
        return rng.integers(0, 2, (rows, 1)).astype(float)
    if task == "multiclass":
        return np.eye(4)[rng.integers(0, 4, rows)]
    if task == "count":
        return rng.poisson(3.0, (rows, 1)).astype(float)
    return rng.normal(size=(rows, 2))


def guess(task: str) -> NDArray[Any]:
    """A plausible prediction for this task, in the same shape."""
    activation = {"binary": "sigmoid", "multiclass": "softmax", "count": "exponential"}.get(task, "linear")
    return ACTIVATIONS[activation]().value(np.random.default_rng(3).normal(size=truth(task).shape))


def operations(
    loss: Loss,
    source: NDArray[Any],
    target: NDArray[Any],
    *,
    on_logits: bool,
    scale: float = 1.0,
    row_weights: NDArray[Any] | None = None,
) -> tuple[Step, NDArray[Any], NDArray[Any]]:
    """The bound step, and the arrays that it writes the value and the gradient into."""
    value, gradient = np.full((), np.nan, source.dtype), np.full_like(source, np.nan)
    prediction, logits = (np.full_like(source, np.nan), source) if on_logits else (source, None)
    step = loss.bind(LossCell(prediction, target, value, gradient, scale, logits, row_weights))
    return Step((*step.predict, *step.forward), step.backward), value, gradient


@pytest.fixture
def make_truth() -> Callable[..., NDArray[Any]]:
    """`make_truth(task)`: a plausible target."""
    return truth


@pytest.fixture
def make_guess() -> Callable[[str], NDArray[Any]]:
    """`make_guess(task)`: a plausible prediction."""
    return guess


@pytest.fixture
def bind_loss() -> Callable[..., tuple[Step, NDArray[Any], NDArray[Any]]]:
    """`bind_loss(loss, source, target, on_logits=)` gives the step, the value and the gradient."""
    return operations
