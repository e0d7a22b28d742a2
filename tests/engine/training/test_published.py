"""The numbers that Keras publishes in keras/src/optimizers/optimizer_test.py: what happens around a step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.analysis import analyse
from engine.constraints.non_neg import NonNeg
from engine.graph import Edge, Graph, Node
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.network import Network
from engine.optimizers.sgd import Sgd
from engine.training.settings import TrainingSettings
from engine.training.updating import AVERAGE, GATHERED, Updater


def started(*weights: float, rate: float = 1.0, **settings: Any) -> tuple[Network, Updater]:
    """A network of so many weights, and what moves them by plain SGD."""
    layer = Dense(units=len(weights), bias=False, kernel_constraint=NonNeg())
    graph = Graph.of(
        [
            Node("in", Input(dimensions=(1,))),
            Node("d", layer),
            Node("out", Output(task="regression", size=len(weights))),
        ],
        [Edge("in", "d"), Edge("d", "out")],
    )
    network = Network.build(analyse(graph), seed=1, dtype=np.float64)
    network.parameters[:] = weights
    return network, Updater(network, TrainingSettings(optimizer=Sgd(learning_rate=rate), **settings))


@pytest.mark.parametrize(
    ("settings", "gradient", "clipped"),
    [
        ({"clip_norm": 1.0, "clip_each": True}, [100, 100], [2**0.5 / 2] * 2),
        ({"clip_value": 1.0}, [100, 100], [1, 1]),
        ({"clip_norm": 1.0}, [50, 100], [50 / 12500**0.5, 100 / 12500**0.5]),
    ],
    ids=["test_clip_norm", "test_clip_value", "test_global_clip_norm"],
)
def test_clipping(settings: dict[str, Any], gradient: list[float], clipped: list[float]) -> None:
    network, updater = started(5.0, 5.0, **settings)
    network.gradient[:] = gradient
    updater.take(1.0, last=False)
    np.testing.assert_allclose(5 - network.parameters, clipped)


@pytest.mark.parametrize("every", [0, 3])
def test_ema(every: int) -> None:
    network, updater = started(3.0, 4.0, 5.0, 6.0, average=0.9, average_every=every)
    for weight, average in ((2, 2), (1, 1.9), (1.71 if every else 0, 1.71)):
        network.gradient[:] = 1
        updater.take(1.0, last=False)
        np.testing.assert_allclose(network.parameters, weight + np.arange(4))
        np.testing.assert_allclose(updater.slots[AVERAGE], average + np.arange(4))
    updater.settle()
    np.testing.assert_allclose(network.parameters, 1.71 + np.arange(4))


def test_ema_with_model_fit() -> None:
    network, updater = started(1.0, 1.0, rate=0.1, average=0.9)
    for _ in range(2):
        network.gradient[:] = network.parameters  # The slope of the mean of two squares.
        updater.take(0.1, last=True)
    updater.settle()
    np.testing.assert_allclose(network.parameters, 0.891)


def test_constraints_are_applied() -> None:
    network, updater = started(-0.3, -0.9, -0.5, -0.1, rate=0.0001)
    network.gradient[:] = 0
    updater.take(0.0001, last=False)
    assert network.parameters.min() == 0


def test_gradient_accumulation() -> None:
    network, updater = started(1.0, 2.0, 3.0, 4.0, accumulate=3)
    for moved, gathered in ((0, 1), (0, 2), (1, 0), (1, 1)):
        network.gradient[:] = 1
        updater.take(1.0, last=False)
        np.testing.assert_allclose(network.parameters, np.arange(1, 5) - moved)
        np.testing.assert_allclose(updater.slots[GATHERED], gathered)
