"""Rows that rest, against rows that are moved in every step."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, Signature, analyse
from engine.constraints import CONSTRAINTS
from engine.feeding import Feeds, TrainingData
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.layers.base import Target
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.optimizers.adam import Adam
from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Optimizer
from engine.optimizers.sgd import Sgd
from engine.schedules import SCHEDULES
from engine.training import resting, tables
from engine.training.loop import train
from engine.training.messages import BatchEnded, Checkpoint, RunEnded, TakeCheckpoint
from engine.training.resting import RAW, SINCE, resting_shapes, resting_weights
from engine.training.settings import TrainingSettings
from engine.training.tables import CatchingUp, Clock

THINGS, ROWS, BATCH = 200, 60, 8
SAMPLES = [
    pytest.param(sample, id=f"{kind}-{number}")
    for kind in OPTIMIZERS
    for number, sample in enumerate(OPTIMIZERS[kind].samples())
    if sample.rest() is not None
]


def analysis(**changes: Any) -> Analysis:
    """A word in, its vector of three numbers, and a number out of it."""
    nodes = [
        Node("in", LAYERS["input"](dimensions=(1,))),
        Node("words", LAYERS["embedding"](**{"input_dim": THINGS, "output_dim": 3, **changes})),
        Node("flat", LAYERS["flatten"]()),
        Node("hidden", LAYERS["dense"](units=4, activation=ACTIVATIONS["tanh"]())),
        Node("last", LAYERS["dense"](units=1)),
        Node("out", LAYERS["output"](task="regression", size=1)),
    ]
    edges = [Edge(one.id, other.id) for one, other in itertools.pairwise(nodes)]
    return analyse(Graph.of(nodes, edges), Signature(outputs={"out": Target("regression", 1)}))


class NoScores:
    def scores(self, predictions: object, targets: object) -> dict[str, float]:
        return {}


def data(count: int = ROWS) -> TrainingData:
    """Few of the words often and most of them hardly ever; every batch has some twice."""
    rng = np.random.default_rng(4)
    words = np.minimum(rng.geometric(0.05, count), THINGS - 1).astype(np.float64)[:, None]
    truth = np.sin(words) + 0.1 * rng.normal(size=words.shape)
    rows, none = Feeds({"in": words}, {"out": truth}, np.arange(count)), np.arange(0)
    judge: Any = NoScores()
    return TrainingData(rows, Feeds({"in": words[:0]}, {"out": truth[:0]}, none), judge)


def chosen(**changes: Any) -> TrainingSettings:
    usual = {"batch_size": BATCH, "epochs": 20, "early_stopping": False, "restore_best": False}
    return TrainingSettings(**{**usual, **changes})


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables rest though they are small."""
    monkeypatch.setattr(resting, "WORTH", 1)


def finish(
    settings: TrainingSettings, dtype: Any = np.float64, rows: int = ROWS
) -> tuple[Network, list[float], Checkpoint]:
    """A network after its run, the losses of the steps, and the last checkpoint."""
    network = Network.build(analysis(), seed=2, dtype=dtype)
    *told, end = train(network, data(rows), settings)
    assert isinstance(end, RunEnded)
    return network, [each.loss for each in told if isinstance(each, BatchEnded)], end.checkpoint


@pytest.mark.parametrize("optimizer", SAMPLES)
def test_steps_without_a_gradient_are_made_up_for_at_once(optimizer: Optimizer) -> None:
    """Rows that rest for 0 to 39 steps with changing rates, beside the rule itself."""
    rng, steps = np.random.default_rng(1), 40
    w = rng.normal(size=(steps, 3))
    slots = optimizer.make_slots(w.reshape(-1))
    gradient = np.zeros(w.size)
    update = optimizer.bind(w.reshape(-1), gradient, slots)
    for count in range(1, 4):
        gradient[:] = rng.normal(size=w.size) * 1e-3
        update(0.01, count)
    rest = optimizer.rest()
    assert rest is not None
    clock = Clock(rest, np.empty(tables.sums_of(rest)))
    rows = {name: slot.reshape(w.shape) for name, slot in slots.items()}
    lazy, later = w.copy(), {name: slot.copy() for name, slot in rows.items()}
    since = np.arange(steps, dtype=np.float64)
    for step in range(steps):
        # Row t is moved without a gradient from step t on: until then it is put back.
        kept = w[step + 1 :].copy(), {name: slot[step + 1 :].copy() for name, slot in rows.items()}
        rate = 0.01 / (1 + step)
        gradient.fill(0)
        update(rate, 4 + step)
        w[step + 1 :] = kept[0]
        for name, slot in rows.items():
            slot[step + 1 :] = kept[1][name]
        clock.tick(rate, 4 + step)
    CatchingUp(clock, since, lazy, later, 1.0)()
    np.testing.assert_allclose(lazy, w, rtol=0, atol=1e-8)
    for name, slot in rows.items():
        np.testing.assert_allclose(later[name], slot, rtol=1e-12)


def test_the_error_is_below_a_thousandth_of_a_step_at_its_worst() -> None:
    """Gradients of about epsilon, where the divisors of the missed steps differ most."""
    optimizer, rate = Adam(), 0.001
    rest = optimizer.rest()
    assert rest is not None
    w = np.zeros(61)
    slots = optimizer.make_slots(w)
    gradient = np.logspace(-9, -3, 61)
    update = optimizer.bind(w, gradient, slots)
    update(rate, 5000)
    lazy, later = w.copy(), {name: slot.copy() for name, slot in slots.items()}
    clock = Clock(rest, np.empty(tables.sums_of(rest)))
    for step in range(1000):
        gradient.fill(0)
        update(rate, 5001 + step)
        clock.tick(rate, 5001 + step)
    rows = {name: slot[None] for name, slot in later.items()}
    CatchingUp(clock, np.zeros(1), lazy[None], rows, 1.0)()
    assert np.abs(lazy - w).max() < 1e-3 * rate
    assert np.abs(w).max() > rate


@pytest.mark.usefixtures("rested")
@pytest.mark.parametrize("optimizer", SAMPLES)
def test_a_run_comes_out_as_if_every_row_were_moved(
    optimizer: Optimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one epoch, so that rows rest for long."""
    settings, rows = chosen(optimizer=optimizer, epochs=1), BATCH * (1000 if optimizer == Adam() else 200)
    network, losses, _ = finish(settings, rows=rows)
    assert network.rows
    monkeypatch.setattr(resting, "WORTH", 10**9)
    plain, expected, _ = finish(settings, rows=rows)
    assert not plain.rows
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    np.testing.assert_allclose(network.parameters, plain.parameters, rtol=1e-6, atol=1e-9)


@pytest.mark.usefixtures("rested")
def test_single_precision_differs_by_rounding_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 1000 * BATCH
    network, _, _ = finish(chosen(epochs=1), np.float32, rows)
    monkeypatch.setattr(resting, "WORTH", 10**9)
    plain, _, _ = finish(chosen(epochs=1), np.float32, rows)
    exact, _, _ = finish(chosen(epochs=1), np.float64, rows)
    error = np.abs(network.parameters - exact.parameters).max()
    assert error < 2 * np.abs(plain.parameters - exact.parameters).max() + 1e-6


@pytest.mark.usefixtures("rested")
@pytest.mark.parametrize(
    "changes",
    [
        {"clip_norm": 0.1},
        {"clip_value": 1e-3},
        {"clip_norm": 0.1, "clip_each": True},
        {"schedule": SCHEDULES["cosine"]()},
    ],
    ids=str,
)
def test_what_else_happens_to_gradients_and_rates(
    changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    network, losses, _ = finish(chosen(**changes))
    monkeypatch.setattr(resting, "WORTH", 10**9)
    plain, expected, _ = finish(chosen(**changes))
    np.testing.assert_allclose(losses, expected, rtol=1e-7)
    np.testing.assert_allclose(network.parameters, plain.parameters, rtol=1e-7, atol=1e-10)


@pytest.mark.usefixtures("rested")
@pytest.mark.parametrize("stop", [1, 4, 8, 9, 30])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("optimizer", [Adam(), AdamW(weight_decay=0.1)], ids=["Adam", "AdamW"])
def test_a_run_is_taken_up_bit_for_bit(
    optimizer: Optimizer, stop: int, dtype: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where all rows are caught up with in the middle of an epoch."""
    settings = chosen(optimizer=optimizer)
    monkeypatch.setattr(tables, "STEPS", 3)
    monkeypatch.setattr(resting, "STEPS", 3)
    whole, _, end = finish(settings, dtype)
    first = Network.build(analysis(), seed=2, dtype=dtype)
    run = train(first, data(), settings)
    for _ in range(stop):
        next(run)
    checkpoint = run.send(TakeCheckpoint())
    assert isinstance(checkpoint, Checkpoint)
    second = Network.build(analysis(), seed=3, dtype=dtype)
    *_, resumed = train(second, data(), settings, checkpoint)
    assert isinstance(resumed, RunEnded)
    assert second.parameters.tobytes() == whole.parameters.tobytes()
    for name, slot in end.slots.items():
        assert resumed.checkpoint.slots[name].tobytes() == slot.tobytes()
    # Asking changed nothing for the run that went on.
    list(run)
    assert first.parameters.tobytes() == whole.parameters.tobytes()


@pytest.mark.usefixtures("rested")
def test_what_is_read_is_caught_up_with() -> None:
    """A checkpoint in the middle of an epoch, and the network of a run that ends there."""
    network = Network.build(analysis(), seed=2, dtype=np.float64)
    run = train(network, data(), chosen())
    for _ in range(5):
        next(run)
    checkpoint = run.send(TakeCheckpoint())
    assert isinstance(checkpoint, Checkpoint)
    behind = network.parameters.copy()
    run.close()
    assert (network.parameters != behind).any()
    np.testing.assert_array_equal(network.parameters, checkpoint.parameters)
    assert checkpoint.slots[RAW].tobytes() == behind[: 3 * THINGS].tobytes()


@pytest.mark.usefixtures("rested")
def test_a_run_that_diverges_begins_anew() -> None:
    network = Network.build(analysis(), seed=2, dtype=np.float64)
    *_, end = train(network, data(), chosen(optimizer=Sgd(learning_rate=10.0)))
    assert isinstance(end, RunEnded)
    assert end.reason == "diverged"
    for weights in (end.checkpoint.parameters, end.checkpoint.best_parameters):
        np.testing.assert_array_equal(network.parameters, weights)
    assert not end.checkpoint.slots[SINCE].any()


@pytest.mark.parametrize(
    ("layer", "changes"),
    [
        ({"input_dim": 63}, {}),
        ({"l2": 0.1}, {}),
        ({"trainable": False}, {}),
        ({}, {"weight_decay": 0.01}),
        ({}, {"accumulate": 2}),
        ({}, {"average": 0.9}),
        ({"rate_factor": 0.5}, {"optimizer": AdamW()}),
        ({"embeddings_constraint": CONSTRAINTS["unit_norm"](axis=(1,))}, {}),
        ({}, {"optimizer": Adam(amsgrad=True)}),
        ({}, {"optimizer": Adam(beta_2=0.9)}),
        ({}, {"optimizer": OPTIMIZERS["lion"]()}),
    ],
    ids=str,
)
def test_where_every_row_must_move_none_rests(layer: dict[str, Any], changes: dict[str, Any]) -> None:
    assert resting_weights(analysis(), chosen()) == {("words", "embeddings")}
    assert resting_weights(analysis(**layer), chosen(**changes)) == set()
    assert resting_shapes(analysis(**layer), chosen(**changes)) == {}
