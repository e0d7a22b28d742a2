"""What a run can be set to besides its optimizer: schedules, gathered batches, averages, weights of rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.feeding import TrainingData
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.optimizers.sgd import Sgd
from engine.schedules import SCHEDULES
from engine.training.loop import train
from engine.training.messages import BatchEnded, Checkpoint, EpochEnded, RunEnded, TakeCheckpoint
from engine.training.settings import TrainingSettings

Setup = Callable[..., tuple[Network, TrainingData]]


def run_of(network: Network, data: TrainingData, **changes: Any) -> list[Any]:
    return list(train(network, data, TrainingSettings(**{"epochs": 4, **changes})))


def epochs_of(messages: list[Any]) -> list[Any]:
    return [message.record for message in messages if isinstance(message, EpochEnded)]


EVERYTHING = [
    {"schedule": SCHEDULES["cosine"](warmup_epochs=1.5), "accumulate": 3, "average": 0.9},
    {"schedule": SCHEDULES["reduce_on_plateau"](patience=0, threshold=1.0), "weight_decay": 0.01},
    {"schedule": SCHEDULES["one_cycle"](), "class_weights": "balanced", "clip_norm": 0.5, "clip_each": True},
    {"schedule": SCHEDULES["one_cycle"](cycle_momentum=True), "optimizer": OPTIMIZERS["adamw"]()},
    {"accumulate": 4, "weight_decay": 0.01, "decay_kind": "L2", "average": 0.5, "restore_best": False},
]


@pytest.mark.parametrize("changes", EVERYTHING)
@pytest.mark.parametrize("stop", [1, 5, 9, 20])
def test_a_run_taken_up_goes_on_bit_for_bit_whatever_is_set(
    setup: Setup, stop: int, changes: dict[str, Any]
) -> None:
    settings = TrainingSettings(epochs=4, **changes)
    whole, data = setup("dropout")
    expected = list(train(whole, data, settings))

    first, data = setup("dropout")
    run = train(first, data, settings)
    told = [next(run) for _ in range(stop)]
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    assert isinstance(checkpoint, Checkpoint)
    second, data = setup("dropout", seed=99)
    told += list(train(second, data, settings, checkpoint))
    assert told[:-1] == expected[:-1]
    assert second.parameters.tobytes() == whole.parameters.tobytes()


def test_every_step_is_told_with_the_rate_that_it_took(setup: Setup) -> None:
    network, data = setup()
    messages = run_of(network, data, schedule=SCHEDULES["step"](decay_epochs=2, factor=0.1))
    rates = {message.epoch: message.rate for message in messages if isinstance(message, BatchEnded)}
    assert rates == pytest.approx({1: 1e-3, 2: 1e-3, 3: 1e-4, 4: 1e-4})
    assert [record.rate for record in epochs_of(messages)] == pytest.approx([1e-3, 1e-3, 1e-4, 1e-4])


def test_the_rate_falls_when_the_loss_stands_still(setup: Setup) -> None:
    network, data = setup()
    plateau = SCHEDULES["reduce_on_plateau"](patience=1, threshold=1e6, factor=0.5)
    records = epochs_of(run_of(network, data, schedule=plateau))
    # The first epoch is the best so far; each one after it is no improvement of a million.
    assert [record.rate for record in records] == pytest.approx([1e-3, 1e-3, 5e-4, 2.5e-4])


def test_gathering_all_batches_is_one_large_batch(setup: Setup) -> None:
    ends = []
    for changes in ({"batch_size": 50, "accumulate": 4}, {"batch_size": 200}):
        network, data = setup()
        rows = slice(0, 200)
        train_rows = replace(
            data.train,
            inputs={node: values[rows] for node, values in data.train.inputs.items()},
            targets={node: values[rows] for node, values in data.train.targets.items()},
            rows=data.train.rows[rows],
        )
        run_of(network, replace(data, train=train_rows), optimizer=Sgd(), restore_best=False, **changes)
        ends.append(network.parameters)
    np.testing.assert_allclose(ends[0], ends[1], atol=2e-5)


def test_the_average_is_what_is_measured_and_what_is_left(setup: Setup) -> None:
    plain, data = setup()
    moving = epochs_of(run_of(plain, data, restore_best=False))
    network, data = setup()
    messages = run_of(network, data, restore_best=False, average=0.99)
    averaged = epochs_of(messages)
    # The steps are the same; what the validation rows are scored with lags behind.
    assert [record.loss for record in averaged] == [record.loss for record in moving]
    assert averaged[-1].validation_loss > moving[-1].validation_loss
    end = messages[-1]
    assert isinstance(end, RunEnded)
    assert (end.checkpoint.parameters == plain.parameters).all()
    assert (network.parameters == end.checkpoint.slots["average_weights"]).all()


def test_balanced_classes_count_alike(setup: Setup) -> None:
    plain, data = setup()
    run_of(plain, data, epochs=1, restore_best=False)
    balanced, data = setup()
    run_of(balanced, data, epochs=1, restore_best=False, class_weights="balanced")
    assert not np.allclose(plain.parameters, balanced.parameters)

    # The loss with balanced classes is the mean of the three classes' mean losses.
    network, data = setup()
    (message, *_) = run_of(network, data, epochs=1, batch_size=1000, class_weights="balanced")
    network, data = setup()
    truth = data.train.targets["out"].argmax(axis=1)
    predicted = network.predict(data.train.inputs)["out"]
    surprise = -np.log(predicted[np.arange(len(truth)), truth])
    wanted = np.mean([surprise[truth == each].mean() for each in range(3)])
    assert message.loss == pytest.approx(wanted, rel=1e-5)


def test_rows_with_weights_of_their_own(setup: Setup) -> None:
    """A row that counts nothing might as well not be there; one that counts twice is there twice."""
    network, data = setup()
    weights = np.zeros(len(data.train))
    weights[:50] = len(data.train) / 50
    weighted = replace(data, train=replace(data.train, weights=weights))
    run_of(network, weighted, epochs=1, batch_size=1000, restore_best=False)

    few, data = setup()
    first = slice(0, 50)
    cut = replace(
        data.train,
        inputs={node: rows[first] for node, rows in data.train.inputs.items()},
        targets={node: rows[first] for node, rows in data.train.targets.items()},
        rows=data.train.rows[first],
    )
    run_of(few, replace(data, train=cut), epochs=1, batch_size=1000, restore_best=False)
    np.testing.assert_allclose(network.parameters, few.parameters, atol=1e-6)


def test_a_run_without_validation_rows_reduces_by_the_training_loss(setup: Setup) -> None:
    network, data = setup()
    empty = replace(
        data.validation,
        inputs={node: rows[:0] for node, rows in data.validation.inputs.items()},
        targets={node: rows[:0] for node, rows in data.validation.targets.items()},
        rows=data.validation.rows[:0],
    )
    plateau = SCHEDULES["reduce_on_plateau"](patience=1, threshold=1e6)
    records = epochs_of(run_of(network, replace(data, validation=empty), schedule=plateau))
    assert math.isnan(records[-1].validation_loss)
    assert records[-1].rate < records[0].rate


def overflowing(setup: Setup, *middle: str) -> tuple[Network, TrainingData]:
    """A network whose last layer adds up what single precision cannot hold."""
    network, data = setup(*middle)
    network.weights["d"]["kernel"][...] = 1e30
    network.weights["last"]["kernel"][...] = [1e30, -1e30, 1e30]
    return network, data


def test_a_run_that_diverges_names_the_layer_where_that_began(setup: Setup) -> None:
    end = run_of(*overflowing(setup, "dropout"))[-1]
    assert isinstance(end, RunEnded)
    assert (end.reason, end.node) == ("diverged", "last")
    assert "in epoch 1, batch 1 of" in end.sentence
    assert "appeared in last, on the way forward: a sum grew too large." in end.sentence


def test_without_being_asked_nobody_looks_for_the_cause(setup: Setup) -> None:
    end = run_of(*overflowing(setup), find_cause=False)[-1]
    assert (end.reason, end.node) == ("diverged", "")
    assert "appeared" not in end.sentence
