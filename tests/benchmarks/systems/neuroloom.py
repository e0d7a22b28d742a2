"""This engine, as the window and the command line ask it: runs with all their messages, and predictions."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from engine.analysis import Analysis, analyse
from engine.feeding import Feeds, TrainingData
from engine.network import Network
from engine.parallel import set_threads, working
from engine.training.loop import train
from engine.training.messages import BatchEnded
from engine.training.settings import TrainingSettings
from tests.benchmarks.pictures import Prediction
from tests.benchmarks.workloads import Workload, data, graph


class NoScores:
    """The judge of a run that computes no metrics, as the peers compute none."""

    def scores(self, predictions: object, targets: object) -> dict[str, float]:
        return {}


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that does so often what the workload says."""
    set_threads(threads)
    return {"train": _training, "predict": _predicting, "begin": _beginning}[workload.doing](workload)


def _training(workload: Workload) -> Callable[[int], object]:
    analysis = analyse(graph(workload))
    messages = train(Network.build(analysis, 1), known_rows(workload, analysis), settings_of(workload))
    steps = (message for message in messages if isinstance(message, BatchEnded))

    def run(count: int) -> None:
        for _ in itertools.islice(steps, count):
            pass

    return run


def _predicting(workload: Workload) -> Callable[[int], object]:
    analysis = analyse(graph(workload))
    network = Network.build(analysis, 1)
    inputs = {
        node: rows[: workload.batch] for node, rows in known_rows(workload, analysis).train.inputs.items()
    }

    def run(count: int) -> None:
        for _ in range(count):
            network.predict(inputs)

    return run


def _beginning(workload: Workload) -> Callable[[int], object]:
    """The rows are there before, and modules are read; all else is done anew."""
    drawn, settings = graph(workload), settings_of(workload)
    known = known_rows(workload, analyse(drawn))
    with working():
        pass  # Reads what knows BLAS' threads.

    def run(count: int) -> None:
        for _ in range(count):
            next(train(Network.build(analyse(drawn), 1), known, settings))

    return run


def settings_of(workload: Workload) -> TrainingSettings:
    """No end, and nothing but steps."""
    return TrainingSettings(
        optimizer=workload.rule(), batch_size=workload.batch, epochs=1_000_000, early_stopping=False
    )


def prepare_products(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that runs so often what is bound by matrix products: forward, loss and backward on one batch."""
    set_threads(threads)
    analysis = analyse(graph(workload))
    network, known = Network.build(analysis, 1), known_rows(workload, analysis)
    plan = network.plan(workload.batch, training=True)
    for buffers, rows in ((plan.inputs, known.train.inputs), (plan.targets, known.train.targets)):
        for node, buffer in buffers.items():
            buffer[...] = rows[node][: workload.batch]

    @working()
    def run(count: int) -> None:
        for _ in range(count):
            plan.step()

    return run


def prepare_picture(workload: Prediction, threads: int) -> Callable[[int], object]:
    """A function that predicts the picture so often."""
    set_threads(threads)
    network = workload.built()
    inputs = {"input": workload.picture()}

    def run(count: int) -> None:
        for _ in range(count):
            network.predict(inputs)

    return run


def known_rows(workload: Workload, analysis: Analysis) -> TrainingData:
    """The workload's rows, dealt out to the network's ends."""
    order = analysis.graph.order
    sources = [node for node in order if not analysis.graph.edges_into[node]]
    (target,) = (node for node in order if not analysis.graph.edges_from[node])
    x, label = data(workload)
    classes = workload.network.sizes[-1]
    truth = (label[:, None] if classes == 1 else np.eye(classes)[label]).astype(np.float32)
    # Several Inputs read a column each.
    given = {
        node: x if len(sources) == 1 else x[:, place, None] for place, node in enumerate(sorted(sources))
    }
    train_rows = Feeds(given, {target: truth}, np.arange(len(x)))
    no_rows = Feeds({node: rows[:0] for node, rows in given.items()}, {target: truth[:0]}, np.arange(0))
    return TrainingData(train_rows, no_rows, NoScores())
