"""Truth and predictions for each task, and a way to run a loss on them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS
from engine.layers.base import Step
from engine.losses.base import Loss, LossCell, Mean

ROWS = 6


def truth(task: str, rows: int = ROWS, loss: Loss | None = None) -> NDArray[Any]:
    """A plausible target for this task, (rows, size), as the loss takes it."""
    rng = np.random.default_rng(2)
    if task in ("binary", "multilabel"):
        return rng.integers(0, 2, (rows, 1 if task == "binary" else 3)).astype(float)
    if task == "multiclass":
        codes = rng.integers(0, 4, rows)
        sparse = loss is not None and loss.target_size(4) == 1
        return codes[:, None].astype(float) if sparse else np.eye(4)[codes]
    if task == "count":
        return rng.poisson(3.0, (rows, 1)).astype(float)
    return rng.normal(size=(rows, 2))


def guess(task: str, loss: Loss | None = None) -> NDArray[Any]:
    """A plausible prediction for this task, in the shape of the target."""
    suited = {"binary": "sigmoid", "multilabel": "sigmoid", "multiclass": "softmax", "count": "exponential"}
    activation = (loss.last if loss is not None else "") or suited.get(task, "linear")
    return ACTIVATIONS[activation]().value(np.random.default_rng(3).normal(size=truth(task).shape))


def best(task: str, loss: Loss) -> NDArray[Any]:
    """The prediction that cannot be better."""
    target = truth(task)
    return 2 * target - 1 if loss.reach[0] < 0 else target


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
    value, gradient = Mean(source.dtype), np.full_like(source, np.nan)
    prediction, logits = (np.full_like(source, np.nan), source) if on_logits else (source, None)
    step = loss.reduce(LossCell(prediction, target, value, gradient, scale, logits, row_weights))
    return Step((*step.predict, *step.forward), step.backward), value, gradient


@pytest.fixture
def make_truth() -> Callable[..., NDArray[Any]]:
    """`make_truth(task)`: a plausible target."""
    return truth


@pytest.fixture
def make_guess() -> Callable[..., NDArray[Any]]:
    """`make_guess(task)`: a plausible prediction."""
    return guess


@pytest.fixture
def make_best() -> Callable[[str, Loss], NDArray[Any]]:
    """`make_best(task, loss)`: the prediction that cannot be better."""
    return best


@pytest.fixture
def bind_loss() -> Callable[..., tuple[Step, NDArray[Any], NDArray[Any]]]:
    """`bind_loss(loss, source, target, on_logits=)` gives the step, the value and the gradient."""
    return operations
