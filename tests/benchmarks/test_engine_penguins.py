"""Penguins: 100 epochs in the engine against scikit-learn's MLPClassifier, rounds interleaved in one run."""

from __future__ import annotations

import statistics
import time
import warnings
from importlib.resources import files

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from engine.activations import ACTIVATIONS
from engine.analysis import Analysis, analyse
from engine.data.prepare import Prepared, prepare
from engine.data.recipe import propose
from engine.data.table import read
from engine.feeding import Feeds, TrainingData, feeds, signature, training_data
from engine.graph import Edge, Graph, Node
from engine.layers import LAYERS
from engine.network import Network
from engine.training.loop import evaluate, train
from engine.training.settings import TrainingSettings

ROUNDS = 7
EPOCHS = 100


def penguins(seed: int) -> tuple[Analysis, Prepared]:
    """Four measurements, island and sex -> Dense 16 relu -> Dense 3 -> species."""
    table = read(files("resources") / "data" / "penguins.csv")
    prepared = prepare(table, propose(table).with_role("year", "ignore"), seed)
    graph = Graph.of(
        [
            Node("in", LAYERS["input"]()),
            Node("hidden", LAYERS["dense"](units=16, activation=ACTIVATIONS["relu"]())),
            Node("last", LAYERS["dense"](units="auto")),
            Node("out", LAYERS["output"]()),
        ],
        [Edge("in", "hidden"), Edge("hidden", "last"), Edge("last", "out")],
    )
    return analyse(graph, signature(graph, prepared.preparation)), prepared


def fit(analysis: Analysis, data: TrainingData, seed: int) -> Network:
    """Train for all epochs, as headless training does, every message asked for."""
    network = Network.build(analysis, seed)
    for _message in train(network, data, TrainingSettings(seed=seed, epochs=EPOCHS, early_stopping=False)):
        pass
    return network


@pytest.mark.parametrize("validated", [False, True], ids=["without validation", "with validation"])
def test_penguins_against_scikit_learn(validated: bool) -> None:
    """At least three times as fast with the same layers, batch and Adam; with and without our validation rows."""
    analysis, prepared = penguins(7)
    data = training_data(analysis.graph, prepared)
    if not validated:
        nothing = feeds(analysis.graph, prepared, np.array([], np.int64))
        data = TrainingData(data.train, nothing, data.judge)
    x, y = data.train.inputs["in"], data.train.targets["out"].argmax(axis=1)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        fit(analysis, data, 7)
        ours.append(time.perf_counter() - start)
        peer = MLPClassifier(
            (16,), batch_size=32, max_iter=EPOCHS, n_iter_no_change=EPOCHS, tol=0.0, alpha=0.0, epsilon=1e-7
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            peer.fit(x, y)
            theirs.append(time.perf_counter() - start)
        assert peer.n_iter_ == EPOCHS
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(
        f"\n{EPOCHS} epochs of {len(x)} penguins: engine {statistics.median(ours) * 1e3:.1f} ms, "
        f"scikit-learn {statistics.median(theirs) * 1e3:.1f} ms, {ratio:.2f} times as fast"
    )
    assert ratio >= 3.0


def test_penguins_accuracy() -> None:
    """The median test accuracy over five seeds, each with its own split, weights and order."""
    found = []
    for seed in range(5):
        analysis, prepared = penguins(seed)
        data = training_data(analysis.graph, prepared)
        network = fit(analysis, data, seed)
        test: Feeds = feeds(analysis.graph, prepared, prepared.parts.test)
        found.append(data.judge.scores(evaluate(network, test)[1], test.targets)["accuracy"])
    print(f"\ntest accuracy on penguins: {', '.join(f'{value:.3f}' for value in found)}")
    assert statistics.median(found) >= 0.97
