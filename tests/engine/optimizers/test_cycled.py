"""Momentum that a schedule moves from step to step, against the formulas as they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.optimizers import OPTIMIZERS
from engine.optimizers.adam import Adam
from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Optimizer
from engine.optimizers.sgd import Sgd

MOMENTA = [0.95, 0.9, 0.85, 0.0, 0.7, 0.95]
RATES = [0.01, 0.02, 0.03, 0.03, 0.02, 0.01]
GRADIENTS = np.random.default_rng(1).normal(size=(len(MOMENTA), 4))


def moved(optimizer: Optimizer, momenta: list[float]) -> Any:
    """Where four parameters are led from 1, by an optimizer that is bound to a momentum."""
    w, g, now = np.ones(4), np.zeros(4), np.zeros(())
    update = optimizer.bind(w, g, optimizer.make_slots(w), momentum=now)
    for count, (momentum, rate, gradient) in enumerate(zip(momenta, RATES, GRADIENTS, strict=True), 1):
        g[:], now[()] = gradient, momentum
        update(rate, count)
    return w


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_adam(amsgrad: bool, decay: float) -> None:
    w, m, v, largest = np.ones(4), np.zeros(4), np.zeros(4), np.zeros(4)
    for t, (b1, rate, g) in enumerate(zip(MOMENTA, RATES, GRADIENTS, strict=True), 1):
        w = w * (1 - rate * decay)
        m = b1 * m + (1 - b1) * g
        v = 0.99 * v + 0.01 * g**2
        largest = np.maximum(largest, v)
        root = np.sqrt(largest if amsgrad else v)
        w = w - rate * np.sqrt(1 - 0.99**t) / (1 - b1**t) * m / (root + 1e-7)
    found = moved(AdamW(beta_1=0.8, beta_2=0.99, amsgrad=amsgrad, weight_decay=decay), MOMENTA)
    np.testing.assert_allclose(found, w, rtol=1e-12)


@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd(nesterov: bool) -> None:
    w, v = np.ones(4), np.zeros(4)
    for momentum, rate, g in zip(MOMENTA, RATES, GRADIENTS, strict=True):
        v = momentum * v - rate * g
        w = w + (momentum * v - rate * g if nesterov else v)
    np.testing.assert_allclose(moved(Sgd(momentum=0.5, nesterov=nesterov), MOMENTA), w, rtol=1e-12)


@pytest.mark.parametrize("optimizer", [Adam(), AdamW(), Sgd(momentum=0.9)], ids=["Adam", "AdamW", "SGD"])
def test_a_momentum_that_stays_is_the_one_that_is_set(optimizer: Optimizer) -> None:
    w, g = np.ones(4), np.zeros(4)
    update = optimizer.bind(w, g, optimizer.make_slots(w))
    for count, (rate, gradient) in enumerate(zip(RATES, GRADIENTS, strict=True), 1):
        g[:] = gradient
        update(rate, count)
    np.testing.assert_allclose(moved(optimizer, [0.9] * len(RATES)), w, rtol=1e-12)


def test_only_what_has_a_momentum_is_moved() -> None:
    cycled = {kind for kind in OPTIMIZERS if OPTIMIZERS[kind]().cycled}
    assert cycled == {"adam", "adamw"}
    assert Sgd(momentum=0.9).cycled == "momentum"
    assert not Adam(beta_1=0.0).cycled
