"""The worker: what it tells and how often, what can be asked of it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from designer.reports import Ending, Report
from designer.worker import Worker
from engine.analysis import analyse
from engine.data.prepare import Prepared, prepare
from engine.data.table import read
from engine.errors import ExplainedError
from engine.examples import examples
from engine.feeding import TrainingData, signature, training_data
from engine.network import Network
from engine.proposal import propose_design
from engine.training.loop import train
from engine.training.messages import BatchEnded
from engine.training.settings import TrainingSettings

Make = Callable[..., Worker]
LONG = 1_000_000


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    table = read(examples()[0].path)
    return prepare(table, examples()[0].recipe(table), seed=7)


@pytest.fixture
def fresh(prepared: Prepared) -> Callable[[], tuple[Network, TrainingData]]:
    """A function that makes a network with its first weights, and its rows."""
    table = read(examples()[0].path)
    graph = propose_design(table, examples()[0].recipe(table)).graph

    def make() -> tuple[Network, TrainingData]:
        analysis = analyse(graph, signature(graph, prepared.preparation))
        return Network.build(analysis, 7), training_data(graph, prepared)

    return make


class Heard:
    """All that a worker has told."""

    def __init__(self, worker: Worker) -> None:
        self.reports: list[Report] = []
        self.endings: list[Ending] = []
        worker.reported.connect(self.reports.append)
        worker.ended.connect(self.endings.append)

    @property
    def step(self) -> tuple[int, int]:
        """Epoch and batch of the newest step."""
        return self.batch.epoch, self.batch.batch

    @property
    def batch(self) -> BatchEnded:
        return [report.batch for report in self.reports if report.batch is not None][-1]

    @property
    def epochs(self) -> list[int]:
        return [ended.record.epoch for report in self.reports for ended in report.epochs]


@pytest.fixture
def make(qtbot: QtBot, fresh: Callable[[], Any]) -> Iterator[Make]:
    made: list[Worker] = []

    def build(checkpoint: Any = None, work: Callable[[], Any] = fresh, **changes: Any) -> Worker:
        settings = replace(TrainingSettings(epochs=20, early_stopping=False), **changes)
        worker = Worker(work, settings, checkpoint)
        made.append(worker)
        return worker

    yield build
    for worker in made:
        worker.stop()
        worker.wait()


def rest(worker: Worker, qtbot: QtBot, act: Callable[[], object]) -> Report:
    """Do something, and wait until the run rests."""
    with qtbot.waitSignal(
        worker.reported, timeout=10_000, check_params_cb=lambda report: report.resting
    ) as waiting:
        act()
    return waiting.args[0]


def end(worker: Worker, qtbot: QtBot, act: Callable[[], object]) -> Ending:
    with qtbot.waitSignal(worker.ended, timeout=20_000) as waiting:
        act()
    return waiting.args[0]


def test_a_run_tells_every_epoch_once_and_in_order_and_then_ends(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=200)
    heard = Heard(worker)
    ending = end(worker, qtbot, worker.start)
    assert heard.epochs == list(range(1, 201))
    assert ending.reason == "epochs"
    assert len(heard.endings) == 1


def test_what_it_learns_is_what_training_without_a_thread_learns(
    make: Make, qtbot: QtBot, fresh: Callable[[], Any]
) -> None:
    worker = make(epochs=20)
    ending = end(worker, qtbot, worker.start)
    network, data = fresh()
    list(train(network, data, TrainingSettings(epochs=20, early_stopping=False)))
    assert ending.parameters.tobytes() == network.parameters.tobytes()


def test_reports_are_few_however_fast_it_trains(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=400)
    heard = Heard(worker)
    end(worker, qtbot, worker.start)
    assert len(heard.reports) < 200
    assert max(len(report.epochs) for report in heard.reports) > 1


def test_nothing_rests_after_the_end(make: Make, qtbot: QtBot) -> None:
    worker = make()
    rest(worker, qtbot, lambda: (worker.step("batch"), worker.start()))
    end(worker, qtbot, worker.stop)
    heard = Heard(worker)
    worker.deliver()  # As a call does that was under way when the thread ended.
    assert heard.reports == []


def test_only_one_report_waits_while_the_window_is_busy(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=300)
    heard = Heard(worker)
    worker.start()
    assert worker.wait(20_000)  # No event is handled meanwhile, as if the window were away.
    end(worker, qtbot, lambda: None)
    assert len(heard.reports) == 1
    assert heard.epochs == list(range(1, 301))


def test_it_pauses_and_goes_on_as_if_it_had_not(make: Make, qtbot: QtBot, fresh: Callable[[], Any]) -> None:
    worker = make(epochs=150)
    worker.start()
    report = rest(worker, qtbot, worker.pause)
    assert report.checkpoint is not None
    assert worker.isRunning()
    ending = end(worker, qtbot, worker.resume)
    network, data = fresh()
    list(train(network, data, TrainingSettings(epochs=150, early_stopping=False)))
    assert ending.parameters.tobytes() == network.parameters.tobytes()


def test_it_steps_by_batches_and_epochs(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=3)
    heard = Heard(worker)
    worker.step("batch")
    rest(worker, qtbot, worker.start)
    assert heard.step == (1, 1)
    rest(worker, qtbot, lambda: worker.step("batch"))
    assert heard.step == (1, 2)
    rest(worker, qtbot, lambda: worker.step("epoch"))
    assert heard.epochs == [1]
    rest(worker, qtbot, lambda: worker.step("epoch"))
    assert heard.epochs == [1, 2]
    end(worker, qtbot, lambda: worker.step("epoch"))
    assert heard.epochs == [1, 2, 3]


def test_the_last_batch_of_an_epoch_brings_its_record(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=3, batch_size=1000)
    heard = Heard(worker)
    worker.step("batch")
    rest(worker, qtbot, worker.start)
    assert heard.epochs == [1]


def test_a_step_is_not_forgotten_when_nobody_watches(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=LONG)
    heard = Heard(worker)
    worker.step("batch")
    worker.watch(0)
    rest(worker, qtbot, worker.start)
    assert heard.step == (1, 1)


def test_stopping_keeps_what_was_learned_and_where_it_can_go_on(
    make: Make, qtbot: QtBot, fresh: Callable[[], Any]
) -> None:
    worker = make(epochs=LONG, restore_best=False)
    worker.start()
    rest(worker, qtbot, worker.pause)
    ending = end(worker, qtbot, worker.stop)
    assert ending.reason == "stopped"
    assert "Stopped" in ending.sentence
    assert ending.checkpoint.parameters.tobytes() == ending.parameters.tobytes()
    again = make(ending.checkpoint, epochs=ending.checkpoint.epoch + 2, restore_best=False)
    last = end(again, qtbot, again.start)
    network, data = fresh()
    epochs = ending.checkpoint.epoch + 2
    list(train(network, data, TrainingSettings(epochs=epochs, early_stopping=False, restore_best=False)))
    assert last.parameters.tobytes() == network.parameters.tobytes()


def test_stopping_takes_the_best_weights_back_where_that_is_wanted(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=LONG)
    worker.step("epoch")
    rest(worker, qtbot, worker.start)
    ending = end(worker, qtbot, worker.stop)
    assert ending.epoch == ending.checkpoint.best_epoch == 1
    assert ending.parameters.tobytes() == ending.checkpoint.best_parameters.tobytes()


def test_the_rate_changes_on_the_way(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=LONG)
    heard = Heard(worker)
    worker.step("batch")
    rest(worker, qtbot, worker.start)
    worker.set_rate(0.0125)
    rest(worker, qtbot, lambda: worker.step("batch"))
    assert heard.batch.rate == 0.0125


def test_weights_are_copied_only_while_somebody_watches(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=LONG)
    worker.step("batch")
    assert rest(worker, qtbot, worker.start).snapshot is None
    with qtbot.waitSignal(
        worker.reported, check_params_cb=lambda report: report.snapshot is not None
    ) as waiting:
        worker.watch(15)
    first = waiting.args[0].snapshot
    kernel = {name: parts["kernel"].copy() for name, parts in first.weights.items()}
    later = rest(worker, qtbot, lambda: worker.step("batch")).snapshot
    for node_id, before in kernel.items():
        assert np.array_equal(first.weights[node_id]["kernel"], before)  # A copy stays as it was.
        assert not np.array_equal(later.weights[node_id]["kernel"], before)
    worker.watch(0)
    assert rest(worker, qtbot, lambda: worker.step("batch")).snapshot is None


def test_a_checkpoint_can_be_had_on_the_way(make: Make, qtbot: QtBot) -> None:
    worker = make(epochs=LONG)
    worker.start()
    with qtbot.waitSignal(
        worker.reported, check_params_cb=lambda report: report.checkpoint is not None
    ) as waiting:
        worker.take_checkpoint()
    assert not waiting.args[0].resting
    assert np.isfinite(waiting.args[0].checkpoint.parameters).all()


def test_a_loss_that_is_no_number_ends_it_with_the_best_weights(
    make: Make, qtbot: QtBot, fresh: Callable[[], Any]
) -> None:
    def poisoned() -> tuple[Network, TrainingData]:
        network, data = fresh()
        next(iter(data.train.inputs.values()))[:] = 3e38  # Finite, but not for long.
        return network, data

    worker = make(work=poisoned)
    ending = end(worker, qtbot, worker.start)
    assert ending.reason == "diverged"
    assert "Try a learning rate" in ending.sentence
    assert np.isfinite(ending.parameters).all()


def broken(error: Exception) -> Callable[[], Any]:
    def work() -> Any:
        raise error

    return work


def test_a_reason_that_a_person_can_mend_is_told_in_its_own_words(make: Make, qtbot: QtBot) -> None:
    worker = make(work=broken(ExplainedError("The table is gone.")))
    ending = end(worker, qtbot, worker.start)
    assert (ending.reason, ending.sentence, ending.error) == ("failed", "The table is gone.", None)


def test_too_little_memory_is_told_with_a_remedy(make: Make, qtbot: QtBot) -> None:
    worker = make(work=broken(MemoryError()))
    assert "not enough memory" in end(worker, qtbot, worker.start).sentence


def test_a_bug_is_handed_on(make: Make, qtbot: QtBot) -> None:
    error = ZeroDivisionError("oh")
    worker = make(work=broken(error))
    assert end(worker, qtbot, worker.start).error is error
