"""Optimizers over a thousand steps, where PyTorch's formula is Keras' for some choice of settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.optimizers import OPTIMIZERS
from engine.optimizers.base import Optimizer
from tests.oracle.numbers import Floats, numbers

STEPS = 1000
TINY = 1e-12
"""Where the two put epsilon in different places, it is made too small to matter."""

Torch = Any


@dataclass(frozen=True)
class OptimizerCase:
    """Our optimizer, and one of PyTorch's made from (torch, its parameters)."""

    name: str
    optimizer: Optimizer
    make: Callable[[Torch, list[Any]], Any]


def start() -> Floats:
    """The parameters before the first step."""
    return numbers((6,), 1)


def gradient(parameters: Any, step: int) -> Any:
    """A gradient that depends on the parameters, so that errors would grow; for arrays and tensors alike."""
    slope = 0.3 + np.arange(6) / 5
    return parameters * slope + 0.2 * np.sin(0.05 * step * (1 + np.arange(6)))


def cases() -> list[OptimizerCase]:
    """Each with its options."""

    def ours(kind: str, **settings: Any) -> Optimizer:
        return OPTIMIZERS[kind](**settings)

    return [
        OptimizerCase("SGD", ours("sgd"), lambda t, p: t.optim.SGD(p, lr=0.01)),
        OptimizerCase(
            "momentum", ours("sgd", momentum=0.9), lambda t, p: t.optim.SGD(p, lr=0.01, momentum=0.9)
        ),
        OptimizerCase(
            "Nesterov",
            ours("sgd", momentum=0.9, nesterov=True),
            lambda t, p: t.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True),
        ),
        OptimizerCase("Adam", ours("adam", epsilon=TINY), lambda t, p: t.optim.Adam(p, eps=TINY)),
        OptimizerCase(
            "AMSGrad",
            ours("adam", epsilon=TINY, amsgrad=True, beta_2=0.9),
            lambda t, p: t.optim.Adam(p, eps=TINY, amsgrad=True, betas=(0.9, 0.9)),
        ),
        OptimizerCase(
            "AdamW",
            ours("adamw", epsilon=TINY, weight_decay=0.1),
            lambda t, p: t.optim.AdamW(p, eps=TINY, weight_decay=0.1),
        ),
        OptimizerCase(
            "Nadam",
            ours("nadam", epsilon=TINY),
            lambda t, p: t.optim.NAdam(p, lr=0.001, eps=TINY, momentum_decay=1.0),
        ),
        OptimizerCase(
            "Nadam, epsilon",
            ours("nadam", epsilon=1e-2),
            lambda t, p: t.optim.NAdam(p, lr=0.001, eps=1e-2, momentum_decay=1.0),
        ),
        OptimizerCase(
            "Adamax", ours("adamax", epsilon=TINY), lambda t, p: t.optim.Adamax(p, lr=0.001, eps=TINY)
        ),
        OptimizerCase(
            "Adagrad",
            ours("adagrad", epsilon=TINY),
            lambda t, p: t.optim.Adagrad(p, lr=0.001, initial_accumulator_value=0.1, eps=TINY),
        ),
        OptimizerCase(
            "Adadelta",
            ours("adadelta", learning_rate=1.0, epsilon=1e-6),
            lambda t, p: t.optim.Adadelta(p, lr=1.0, rho=0.95, eps=1e-6),
        ),
        OptimizerCase(
            "RMSprop",
            ours("rmsprop", epsilon=TINY),
            lambda t, p: t.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=TINY),
        ),
        OptimizerCase(
            "RMSprop, momentum",
            ours("rmsprop", epsilon=TINY, momentum=0.5),
            lambda t, p: t.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=TINY, momentum=0.5),
        ),
        OptimizerCase(
            "RMSprop, centred",
            ours("rmsprop", epsilon=TINY, centered=True, rho=0.99),
            lambda t, p: t.optim.RMSprop(p, lr=0.001, alpha=0.99, eps=TINY, centered=True),
        ),
    ]
