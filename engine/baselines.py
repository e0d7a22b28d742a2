"""What a network has to beat: the answer that never looks at the row, and a linear model. Scored like the network.

Both learn from the training rows alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.analysis import analyse
from engine.data.source import Progress, report
from engine.feeding import Judge, feeds, signature, training_data
from engine.graph import Edge, Graph, Node
from engine.inference import Part
from engine.layers.base import Array
from engine.layers.dense import Dense
from engine.layers.flatten import Flatten
from engine.layers.input import Input
from engine.layers.output import Output
from engine.network import Network
from engine.optimizers.adam import Adam
from engine.training.loop import train
from engine.training.messages import EpochEnded
from engine.training.settings import TrainingSettings

if TYPE_CHECKING:
    from engine.data.prepare import Prepared

WIDEST_SOLVED = 1_000
"""Up to so many features least squares is solved outright; beyond, and for classes, the linear model is trained."""
STEPS_PER_EPOCH = 40
EPOCHS = 100
SEED = 1


@dataclass(frozen=True, eq=False)
class Baseline:
    """A model of almost no effort. `outputs` (rows of the table, k) is what it says of each row, as a network would."""

    name: str
    sentence: str
    outputs: Array

    def scores(self, prepared: Prepared, part: Part) -> dict[str, float]:
        """The task's metrics on a part, by id; empty where that has no rows."""
        rows = getattr(prepared.parts, part)
        if not len(rows):
            return {}
        judge = Judge(prepared.preparation, ("",))
        return judge.scores({"": self.outputs[rows]}, {"": prepared.target[rows]})


def baselines(prepared: Prepared, progress: Progress | None = None) -> tuple[Baseline, ...]:
    """The majority class or the mean, the last value of a series, and the linear model. Raises Cancelled."""
    report(progress, 0.0, "The simplest answer")
    found = (constant(prepared), *_persistent(prepared), linear(prepared, progress))
    report(progress, 1.0, "The linear model")
    return found


def constant(prepared: Prepared) -> Baseline:
    """The same answer for every row: the most frequent class, or the mean of the training rows."""
    target = prepared.target[prepared.parts.train]
    rows = len(prepared.target)
    if prepared.task == "multiclass":
        counts = target.sum(axis=0)
        common = int(counts.argmax())
        answer = np.zeros(len(counts), np.float32)
        answer[common] = 1.0
        return _constant("majority class", f"Always {prepared.labels[common]}.", answer, rows)
    mean = target.mean(axis=0, dtype=np.float64).astype(np.float32)
    if prepared.task == "binary":
        yes = mean >= 0.5
        label = prepared.labels[int(yes[0])]
        return _constant("majority class", f"Always {label}.", yes.astype(np.float32), rows)
    values = np.atleast_1d(prepared.preparation.decode(mean[None, :])).ravel()
    said = ", ".join(f"{value:.4g}" for value in values)
    return _constant("mean", f"Always the mean of the training rows: {said}.", mean, rows)


def _persistent(prepared: Prepared) -> tuple[Baseline, ...]:
    """What was true last, where the past is seen: the answer that is hard to beat in a series."""
    if prepared.track is None:
        return ()
    rows = np.flatnonzero(prepared.track.reaching)
    outputs = np.zeros_like(prepared.target)
    outputs[rows] = prepared.target[prepared.track.last(rows)]
    ahead = prepared.preparation.window.horizon
    sentence = "What was true one row before." if ahead == 1 else f"What was true {ahead} rows before."
    return (Baseline("last value", sentence, outputs),)


def linear(prepared: Prepared, progress: Progress | None = None) -> Baseline:
    """A weighted sum of the features, without hidden layers: least squares, or what suits the task trained by Adam."""
    past = max(prepared.preparation.window.past, 1)
    if prepared.task == "regression" and past * prepared.features.shape[1] <= WIDEST_SOLVED:
        return Baseline("linear model", "Least squares on the same features.", _solved(prepared))
    names = {
        "regression": "Linear regression",
        "binary": "Logistic regression",
        "multiclass": "Logistic regression (softmax)",
        "multilabel": "Logistic regression for each",
        "count": "Poisson regression",
    }
    sentence = f"{names[prepared.task]} on the same features."
    return Baseline("linear model", sentence, _trained(prepared, progress))


def _constant(name: str, sentence: str, answer: Array, rows: int) -> Baseline:
    return Baseline(name, sentence, np.broadcast_to(answer, (rows, len(answer))))


def _solved(prepared: Prepared) -> Array:
    """min |X w + b - y|^2 by the normal equations of centred features, with a trace of ridge for those that repeat."""
    rows, count = prepared.parts.train, len(prepared.features)
    x, y = (
        prepared.given(rows).reshape(len(rows), -1).astype(np.float64),
        prepared.target[rows].astype(np.float64),
    )
    middle, height = x.mean(axis=0), y.mean(axis=0)
    x -= middle
    square = x.T @ x
    ridge = 1e-9 * max(float(np.trace(square)) / max(1, len(square)), 1e-12)
    weights = np.linalg.solve(square + ridge * np.eye(len(square)), x.T @ (y - height))
    every = prepared.given(np.arange(count)).reshape(count, -1)
    solved: Array = ((every - middle) @ weights + height).astype(np.float32)
    return solved


def _trained(prepared: Prepared, progress: Progress | None) -> Array:
    """Input -> Flatten -> Dense -> Output, trained for a while by our own engine."""
    graph = Graph.of(
        [
            Node("in", Input()),
            Node("flat", Flatten()),
            Node("sum", Dense(units="auto")),
            Node("out", Output()),
        ],
        [Edge("in", "flat"), Edge("flat", "sum"), Edge("sum", "out")],
    )
    network = Network.build(analyse(graph, signature(graph, prepared.preparation)), SEED)
    data = training_data(graph, prepared)
    # Without validation rows: those are for the network that is to be compared with it.
    data = replace(data, validation=feeds(graph, prepared, np.empty(0, np.int64)))
    size = max(32, math.ceil(len(data.train) / STEPS_PER_EPOCH))
    settings = TrainingSettings(
        Adam(learning_rate=0.02), batch_size=size, epochs=EPOCHS, seed=SEED, patience=8
    )
    for message in train(network, data, settings):
        if isinstance(message, EpochEnded):
            report(progress, message.record.epoch / EPOCHS, "The linear model")
    inputs: Mapping[str, Array] = feeds(graph, prepared, np.arange(len(prepared.features))).inputs
    return network.predict(inputs)["out"]
