"""The training loop: what it says, that it can be taken up anywhere bit for bit, and how it ends."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.prepare import Prepared
from engine.declare import Declared
from engine.feeding import Feeds, TrainingData, feeds
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training.loop import train
from engine.training.messages import (
    BatchEnded,
    Checkpoint,
    EpochEnded,
    RunEnded,
    SetRate,
    TakeCheckpoint,
)
from engine.training.settings import TrainingSettings

Setup = Callable[..., tuple[Network, TrainingData]]


def settings(**changes: Any) -> TrainingSettings:
    return replace(TrainingSettings(epochs=6), **changes)


def finish(network: Network, data: TrainingData, chosen: TrainingSettings) -> tuple[list[Any], RunEnded]:
    messages = list(train(network, data, chosen))
    assert isinstance(messages[-1], RunEnded)
    return messages, messages[-1]


def test_a_run_tells_every_batch_and_every_epoch(setup: Setup) -> None:
    network, data = setup()
    messages, end = finish(network, data, settings())
    batches = math.ceil(len(data.train) / 32)
    assert [type(m).__name__ for m in messages] == (["BatchEnded"] * batches + ["EpochEnded"]) * 6 + [
        "RunEnded"
    ]
    records = [m.record for m in messages if isinstance(m, EpochEnded)]
    assert [record.epoch for record in records] == [1, 2, 3, 4, 5, 6]
    assert records == list(end.checkpoint.history)
    assert records[-1].validation_loss < records[0].validation_loss
    assert set(records[0].gradient_norms) == {"d", "last"}
    assert min(records[0].gradient_norms.values()) > 0


def test_the_training_loss_is_the_mean_over_rows_of_the_batches(setup: Setup) -> None:
    network, data = setup()
    messages, _ = finish(network, data, settings(epochs=1))
    losses = [m.loss for m in messages if isinstance(m, BatchEnded)]
    sizes = [32] * (len(losses) - 1) + [len(data.train) % 32 or 32]
    record = next(m.record for m in messages if isinstance(m, EpochEnded))
    assert record.loss == pytest.approx(np.average(losses, weights=sizes))


def test_the_same_seed_gives_the_same_bits_and_another_does_not(setup: Setup) -> None:
    ends = []
    for seed in (7, 7, 8):
        network, data = setup("dropout", seed=seed)
        finish(network, data, settings(seed=seed))
        ends.append(network.parameters.tobytes())
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


ELSEWHERE = """
from engine.analysis import analyse
from engine.data.prepare import prepare
from engine.data.recipe import propose
from engine.data.table import read
from engine.examples import examples
from engine.feeding import signature, training_data
from engine.network import Network
from engine.proposal import chain
from engine.training.loop import train
from engine.training.settings import TrainingSettings

table = read(examples()[0].path)
prepared = prepare(table, propose(table), seed=7)
graph, _ = chain((8,))
network = Network.build(analyse(graph, signature(graph, prepared.preparation)), 7)
for _ in train(network, training_data(graph, prepared), TrainingSettings(epochs=6)):
    pass
print(network.parameters.tobytes().hex())
"""
"""From a file to trained weights, the way a command does it."""


def test_the_same_seed_gives_the_same_bits_in_another_process(checkout: Path) -> None:
    """Nothing hangs on the order of a set or on Python's hash of a text, which differ from process to process."""
    found = [
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 500


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("stop", [1, 8, 9, 13, 30])
def test_a_run_taken_up_from_a_checkpoint_is_the_same_run_bit_for_bit(
    setup: Setup, optimizer: str, stop: int
) -> None:
    """Stopped at a batch or at an epoch's end, with dropout and running statistics, and another network object."""
    chosen = settings(optimizer=OPTIMIZERS[optimizer](), clip_norm=1.0)
    whole, data = setup("dropout", "batch_normalization")
    expected, end = finish(whole, data, chosen)

    first, data = setup("dropout", "batch_normalization")
    run = train(first, data, chosen)
    told = [next(run) for _ in range(min(stop, len(expected) - 1))]
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    assert isinstance(checkpoint, Checkpoint)

    second, data = setup("dropout", "batch_normalization", seed=99)
    told += list(train(second, data, chosen, checkpoint))
    assert told[:-1] == expected[:-1]
    assert second.parameters.tobytes() == whole.parameters.tobytes()
    assert second.state.tobytes() == whole.state.tobytes()
    assert told[-1].checkpoint.parameters.tobytes() == end.checkpoint.parameters.tobytes()


def test_more_epochs_later_are_the_same_as_at_once(setup: Setup) -> None:
    whole, data = setup()
    finish(whole, data, settings(epochs=6, restore_best=False))
    parts, data = setup()
    _, half = finish(parts, data, settings(epochs=3, restore_best=False))
    list(train(parts, data, settings(epochs=6, restore_best=False), half.checkpoint))
    assert parts.parameters.tobytes() == whole.parameters.tobytes()


def test_asking_for_a_checkpoint_changes_nothing(setup: Setup) -> None:
    whole, data = setup("dropout")
    finish(whole, data, settings())
    watched, data = setup("dropout")
    run = train(watched, data, settings())
    for _message in run:
        run.send(TakeCheckpoint())
        break
    for _message in run:
        pass
    assert watched.parameters.tobytes() == whole.parameters.tobytes()


def test_the_learning_rate_can_be_changed_on_the_way(setup: Setup) -> None:
    network, data = setup()
    run = train(network, data, settings())
    next(run)
    assert run.send(SetRate(1e-30)) is None
    before = network.parameters.copy()
    message = next(run)
    assert isinstance(message, BatchEnded)
    assert message.rate == 1e-30
    np.testing.assert_allclose(network.parameters, before, atol=1e-20)


def test_early_stopping_takes_the_best_weights_back(setup: Setup) -> None:
    network, data = setup()
    chosen = settings(epochs=500, patience=3, optimizer=OPTIMIZERS["adam"](learning_rate=0.05))
    _, end = finish(network, data, chosen)
    history = end.checkpoint.history
    best = min(history, key=lambda record: record.validation_loss)
    assert end.reason == "early"
    assert end.epoch == best.epoch == history[-1].epoch - 3
    assert network.parameters.tobytes() == end.checkpoint.best_parameters.tobytes()
    assert f"epoch {best.epoch}" in end.sentence


def test_epochs_that_nobody_judges_are_neither_best_nor_waited_for(setup: Setup) -> None:
    network, data = setup()
    # The first epoch's loss is out of reach, and the second is the first that counts.
    chosen = settings(epochs=9, patience=2, minimum_improvement=1e6, start_from_epoch=1)
    _, end = finish(network, data, chosen)
    assert end.reason == "early"
    assert [record.epoch for record in end.checkpoint.history] == [1, 2, 3, 4]
    assert end.epoch == end.checkpoint.best_epoch == 2


def test_a_loss_that_is_not_finite_ends_the_run_with_the_best_weights(setup: Setup) -> None:
    network, data = setup()
    run = train(network, data, settings(epochs=50, optimizer=OPTIMIZERS["sgd"](learning_rate=0.1)))
    message = None
    while not isinstance(message, EpochEnded):
        message = next(run)
    good = network.parameters.copy()
    network.parameters[0] = np.nan
    end = list(run)[-1]
    assert isinstance(end, RunEnded)
    assert end.reason == "diverged"
    assert "not a number" in end.sentence
    assert "learning rate" in end.sentence
    assert np.array_equal(network.parameters, good)
    assert np.isfinite(end.checkpoint.parameters).all()


def test_weights_that_overflow_in_an_epochs_last_step_are_not_kept(setup: Setup) -> None:
    network, data = setup()
    run = train(network, data, settings(epochs=2, batch_size=10_000, restore_best=False))
    next(run)
    next(run)
    good = network.parameters.copy()
    assert run.send(SetRate(1e300)) is None
    end = list(run)[-1]
    assert end.reason == "diverged"
    assert "weights are not finite" in end.sentence
    assert np.array_equal(network.parameters, good)


def test_a_validation_loss_that_is_no_number_is_never_the_best(setup: Setup) -> None:
    network, data = setup()
    spoiled = {node_id: np.full_like(rows, 3e38) for node_id, rows in data.validation.inputs.items()}
    _, end = finish(network, replace(data, validation=replace(data.validation, inputs=spoiled)), settings())
    assert {record.validation_loss for record in end.checkpoint.history} == {math.inf}
    assert end.checkpoint.best_epoch == 0
    assert end.epoch == 6
    data = replace(data, validation=replace(data.validation, inputs=spoiled))
    _, end = finish(network, data, settings(patience=2, start_from_epoch=3))
    assert end.sentence.startswith("Stopped after epoch 5: the loss had not improved for 2 epochs.")


@pytest.mark.parametrize(("epochs", "words"), [(1, "The one epoch is done."), (2, "All 2 epochs are done.")])
def test_the_end_counts_in_words(setup: Setup, epochs: int, words: str) -> None:
    _, end = finish(*setup(), settings(epochs=epochs))
    assert end.sentence.startswith(words)


def test_a_run_holds_no_more_memory_after_many_epochs(setup: Setup) -> None:
    """Beyond the history, which is a few hundred bytes an epoch, nothing piles up."""
    network, data = setup("dropout", "batch_normalization")
    run = train(network, data, settings(epochs=200, early_stopping=False))
    ended = (message for message in run if isinstance(message, EpochEnded))
    levels = []
    tracemalloc.start()
    try:
        for message in ended:
            if message.record.epoch in (50, 150):
                levels.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert levels[1] - levels[0] < 100 * 2_000


class NoJudge:
    """Scores nothing: metrics make arrays."""

    def scores(self, predictions: object, targets: object) -> dict[str, float]:
        return {}


@pytest.mark.parametrize("middle", [(), ("dropout",)], ids=["chain", "plan"])
def test_a_run_that_is_laid_out_makes_no_array_with_a_number_for_each_row(
    setup: Setup, middle: tuple[str, ...]
) -> None:
    network, few = setup(*middle)
    many, none = repeated(few.train, 300), repeated(few.train, 0)
    run = train(
        network,
        TrainingData(many, none, NoJudge()),  # type: ignore[arg-type]
        settings(batch_size=1000, epochs=5, early_stopping=False),
    )
    found, held, ends = [], 0, 0
    tracemalloc.start()
    try:
        for message in run:
            now, most = tracemalloc.get_traced_memory()
            if ends >= 3 and not isinstance(message, RunEnded):
                found.append(most - max(held, now))
            ends += isinstance(message, EpochEnded)
            held = now
            tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
    # numpy's own buffers, three of 8192 numbers, are less than that.
    assert max(found) < 3 * len(many)


def repeated(feeds: Feeds, times: int) -> Feeds:
    """The same rows so many times over."""
    inputs, targets = (
        {node_id: np.concatenate([rows[:0], *[rows] * times]) for node_id, rows in arrays.items()}
        for arrays in (feeds.inputs, feeds.targets)
    )
    return Feeds(inputs, targets, np.arange(len(feeds) * times))


def test_without_validation_rows_the_training_loss_is_watched(setup: Setup, prepared: Prepared) -> None:
    network, data = setup()
    nothing = feeds(network.graph, prepared, np.array([], np.int64))
    _, end = finish(network, TrainingData(data.train, nothing, data.judge), settings())
    assert math.isnan(end.checkpoint.history[-1].validation_loss)
    assert end.checkpoint.best_loss == min(record.loss for record in end.checkpoint.history)


@pytest.mark.parametrize(("name", "limit"), [("clip_norm", 0.01), ("clip_value", 0.001)])
def test_the_gradient_is_clipped(setup: Setup, name: str, limit: float) -> None:
    network, data = setup()
    chosen = settings(optimizer=OPTIMIZERS["sgd"](learning_rate=1.0), **{name: limit})
    before = network.parameters.copy()
    next(train(network, data, chosen))
    step = before - network.parameters
    size = np.linalg.norm(step) if name == "clip_norm" else np.abs(step).max()
    assert size == pytest.approx(limit, rel=1e-3)


def test_a_gradient_whose_squares_overflow_is_clipped_to_its_norm_too(setup: Setup) -> None:
    network, data = setup()
    huge = {node_id: np.full_like(rows, 1e12) for node_id, rows in data.train.inputs.items()}
    network.weights["d"]["kernel"][...] = np.abs(network.weights["d"]["kernel"])
    network.weights["last"]["kernel"][...] *= 1e9
    before = network.parameters.copy()
    chosen = settings(optimizer=OPTIMIZERS["sgd"](learning_rate=1.0), clip_norm=0.01)
    next(train(network, replace(data, train=replace(data.train, inputs=huge)), chosen))
    moved = network.parameters - before
    assert np.abs(moved[np.abs(before) < 10]).max() > 0.001


def test_a_batch_larger_than_the_rows_takes_them_all(setup: Setup) -> None:
    network, data = setup()
    messages, _ = finish(network, data, settings(batch_size=10_000, epochs=2))
    assert [m.batches for m in messages if isinstance(m, BatchEnded)] == [1, 1]


def test_messages_are_values() -> None:
    assert not isinstance(BatchEnded(1, 1, 1, 0.5, 0.1), Declared)
    assert BatchEnded(1, 1, 1, 0.5, 0.1) == BatchEnded(1, 1, 1, 0.5, 0.1)
