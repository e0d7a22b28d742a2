"""Losses as PyTorch computes them, reduced as Keras does: the mean over rows, and over the numbers of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.losses import LOSSES
from engine.losses.base import Loss
from tests.oracle.numbers import Floats, numbers

ROWS, SIZE = 6, 4

Torch = Any


@dataclass(frozen=True)
class LossCase:
    """A loss, rows to try it on, and PyTorch's function of (torch, what it reads, truth)."""

    name: str
    loss: Loss
    source: Floats
    target: Floats
    function: Callable[[Torch, Any, Any], Any]
    on_logits: bool = False
    row_weights: Floats | None = None


def _classes(size: int) -> Floats:
    return np.eye(size)[np.arange(ROWS) * 7 % 5 % size]


def _probabilities() -> Floats:
    raised = np.exp(numbers((ROWS, SIZE), 3))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def cases() -> list[LossCase]:
    """Those that PyTorch has as well; class indices, smoothing, weights of rows."""
    guess, truth = numbers((ROWS, SIZE), 1), numbers((ROWS, SIZE), 2)
    yes = (numbers((ROWS, 1), 4) > 0).astype(float)
    logit, rates = 3 * numbers((ROWS, 1), 5), np.exp(guess)
    weights = np.abs(numbers((ROWS,), 6))
    plain: list[tuple[str, dict[str, Any], Floats, Floats, Any]] = [
        ("mean_squared_error", {}, guess, truth, lambda t, y, g: t.nn.functional.mse_loss(y, g)),
        ("mean_absolute_error", {}, guess, truth, lambda t, y, g: t.nn.functional.l1_loss(y, g)),
        ("huber", {"delta": 0.7}, guess, truth, lambda t, y, g: t.nn.functional.huber_loss(y, g, delta=0.7)),
        ("log_cosh", {}, guess, truth, lambda t, y, g: t.log(t.cosh(y - g)).mean()),
        (
            "poisson",
            {},
            rates,
            np.round(np.abs(3 * truth)),
            lambda t, y, g: t.nn.functional.poisson_nll_loss(y, g, log_input=False, eps=1e-7),
        ),
        (
            "kl_divergence",
            {},
            _probabilities(),
            np.roll(_probabilities(), 1, axis=0),
            lambda t, y, g: t.nn.functional.kl_div(t.log(y), g, reduction="batchmean"),
        ),
        (
            "cosine_similarity",
            {},
            guess,
            truth,
            lambda t, y, g: -t.nn.functional.cosine_similarity(y, g, -1).mean(),
        ),
        ("hinge", {}, guess, np.sign(truth), lambda t, y, g: t.relu(1 - g * y).mean()),
        ("squared_hinge", {}, guess, np.sign(truth), lambda t, y, g: (t.relu(1 - g * y) ** 2).mean()),
    ]
    found = [LossCase(kind, LOSSES[kind](**settings), *rest) for kind, settings, *rest in plain]
    found += [_binary(logit, yes, smoothing) for smoothing in (0.0, 0.2)]
    found += [_categorical(3 * guess, smoothing) for smoothing in (0.0, 0.2)]
    codes = _classes(SIZE).argmax(axis=1)[:, None].astype(float)
    found.append(
        LossCase(
            "class indices",
            LOSSES["sparse_categorical_crossentropy"](),
            3 * guess,
            codes,
            lambda t, z, g: t.nn.functional.cross_entropy(z, g[:, 0].long()),
            on_logits=True,
        )
    )
    found.append(
        LossCase(
            "weights of rows",
            LOSSES["mean_squared_error"](),
            guess,
            truth,
            lambda t, y, g: (((y - g) ** 2).mean(-1) * t.tensor(weights)).mean(),
            row_weights=weights,
        )
    )
    found.append(
        LossCase(
            "added up",
            LOSSES["mean_squared_error"](reduction="sum"),
            guess,
            truth,
            lambda t, y, g: t.nn.functional.mse_loss(y, g, reduction="sum") / SIZE,
        )
    )
    found.append(_by_class(3 * guess))
    return found


def _binary(logit: Floats, yes: Floats, smoothing: float) -> LossCase:
    def run(torch: Torch, z: Any, truth: Any) -> Any:
        smooth = truth * (1 - smoothing) + smoothing / 2
        return torch.nn.functional.binary_cross_entropy_with_logits(z, smooth)

    loss = LOSSES["binary_crossentropy"](label_smoothing=smoothing)
    return LossCase(f"yes or no, smoothed by {smoothing}", loss, logit, yes, run, on_logits=True)


def _by_class(logits: Floats) -> LossCase:
    """Weights of classes, as PyTorch reduces them: divided by the weights of the rows' classes."""
    codes, of_class = _classes(SIZE).argmax(axis=1), np.array([1.0, 0.2, 3.0, 0.7])

    def run(torch: Torch, z: Any, truth: Any) -> Any:
        return torch.nn.functional.cross_entropy(z, truth.argmax(-1), weight=torch.tensor(of_class))

    loss = LOSSES["categorical_crossentropy"](reduction="weighted mean")
    return LossCase("weights of classes", loss, logits, _classes(SIZE), run, True, of_class[codes])


def _categorical(logits: Floats, smoothing: float) -> LossCase:
    def run(torch: Torch, z: Any, truth: Any) -> Any:
        return torch.nn.functional.cross_entropy(z, truth.argmax(-1), label_smoothing=smoothing)

    loss = LOSSES["categorical_crossentropy"](label_smoothing=smoothing)
    return LossCase(f"one of k, smoothed by {smoothing}", loss, logits, _classes(SIZE), run, on_logits=True)
