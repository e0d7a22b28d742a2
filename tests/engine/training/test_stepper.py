"""The gradient of all rows, from that of every batch."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from engine import chain
from engine.analysis import analyse
from engine.chain import Chain
from engine.feeding import Feeds
from engine.graph import Edge, Graph, Node
from engine.layers.dense import Dense
from engine.layers.input import Input
from engine.layers.output import Output
from engine.network import Network
from engine.training.settings import TrainingSettings
from engine.training.stepper import Stepper

ROWS = 22


def made(batch: int, width: int = 3) -> tuple[Network, Stepper]:
    """A network of one layer, and what runs it over 22 rows in batches."""
    graph = Graph.of(
        [
            Node("in", Input(dimensions=(width,))),
            Node("d", Dense(units=2)),
            Node("out", Output(task="regression", size=2)),
        ],
        [Edge("in", "d"), Edge("d", "out")],
    )
    network = Network.build(analyse(graph), seed=1, dtype=np.float64)
    rng = np.random.default_rng(0)
    feeds = Feeds(
        {"in": rng.normal(size=(ROWS, width))}, {"out": rng.normal(size=(ROWS, 2))}, np.arange(ROWS)
    )
    return network, Stepper(network, feeds, TrainingSettings(batch_size=batch), rng)


def test_batches_add_up_to_the_mean_over_all_rows() -> None:
    order = np.random.default_rng(2).permutation(ROWS)
    network, whole = made(ROWS)
    loss = whole.whole(order)
    wanted = network.gradient.copy()
    # The last of the batches of 8 has 6 rows.
    network, several = made(8)
    for _ in range(2):
        assert abs(several.whole(order) - loss) < 1e-12
        np.testing.assert_allclose(network.gradient, wanted, rtol=1e-12)


def test_the_last_batch_may_be_small_enough_for_a_chain_where_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = np.arange(ROWS)
    wanted = made(8)[1].whole(order)
    monkeypatch.setattr(chain, "LARGEST", 7 * 3)
    network, stepper = made(8)
    assert abs(stepper.whole(order) - wanted) < 1e-12
    kinds = [isinstance(network.plan(rows, training=True), Chain) for rows in (8, 6)]
    assert kinds == [False, True]


def test_nothing_is_allocated_for_another_evaluation() -> None:
    network, stepper = made(8, width=20_000)
    order = np.arange(ROWS)
    stepper.whole(order)
    tracemalloc.start()
    stepper.whole(order)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < network.gradient.nbytes / 4
