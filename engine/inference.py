"""Using a trained network: predictions for any table with its columns, and its scores on a part of its own.

Everything is said in the target column's words and units. Rows that lack what the network needs get no prediction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.data.source import Progress, report
from engine.errors import ExplainedError
from engine.feeding import Judge, feed_inputs, feeds, outputs_of, shaped
from engine.layers.base import Array
from engine.layers.output import Output
from engine.network import PREDICT_ROWS
from engine.training.loop import evaluate as measure

if TYPE_CHECKING:
    import polars as pl

    from engine.data.preparation import Applied, Preparation
    from engine.data.prepare import Prepared
    from engine.data.table import Table
    from engine.training.trained import Trained

Part = Literal["train", "validation", "test"]

AHEAD = 12
"""The most rows beyond a table's end that are told."""
BLOCK = 8 * PREDICT_ROWS
"""Rows between two reports of progress."""


class InferenceError(ExplainedError):
    """A trained network cannot be used on this data."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network says about each row of a table.

    `values` are labels (object) or numbers in the target's own unit (float64; (rows,), or (rows, k) for several
    targets). `probabilities` (rows, classes; float32) belong to `labels`; both are empty for numbers. `complete` is
    False for rows without a prediction, whose values are not to be shown. `notes` are sentences for the person.
    """

    preparation: Preparation
    outputs: Array
    values: NDArray[Any]
    complete: NDArray[np.bool_]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.outputs)

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, in the order of the probabilities' columns."""
        return self.preparation.labels

    @cached_property
    def probabilities(self) -> Array:
        """One column per class, each row adding up to 1 where softmax made it; (rows, 0) for numbers."""
        if not self.labels:
            return np.empty((len(self), 0), np.float32)
        if self.preparation.task == "binary":
            yes = np.clip(self.outputs, 0, 1)
            return np.concatenate([1 - yes, yes], axis=1)
        return self.outputs

    def columns(self) -> dict[str, pl.Series]:
        """The columns to be written beside the table's own (`engine.data.write.write_predictions`)."""
        from engine.data.write import prediction_columns

        return prediction_columns(self.preparation, self.outputs, self.complete)


class Predictor:
    """A trained network, built once and asked often."""

    def __init__(self, trained: Trained) -> None:
        self.preparation = trained.preparation
        self._network = trained.network()
        self._output = first_output(trained)
        self._layer = outputs_of(self._network.graph)[self._output]

    def predict(self, table: Table, progress: Progress | None = None) -> Predictions:
        """Predict every row. Raises PrepareError naming the columns that the table lacks, or Cancelled."""
        applied = self.preparation.apply(table, _part(progress, 0.0, 0.5))
        outputs = np.empty((table.rows, self.preparation.target_width), np.float32)
        for start in range(0, table.rows, BLOCK):
            report(progress, 0.5 + 0.5 * start / table.rows, "Predicting")
            rows = np.arange(start, min(start + BLOCK, table.rows))
            inputs = feed_inputs(self._network.graph, self.preparation, applied.given(rows))
            said = self._network.predict(inputs)[self._output]
            outputs[start : start + BLOCK] = self._layer.shares(said, self.preparation.task)
        report(progress, 1.0, "Predicting")
        values = self.preparation.decode(outputs)
        notes = (*self._ahead(table, applied), *_without(applied.complete, applied.gaps), *applied.notes)
        return Predictions(self.preparation, outputs, values, applied.complete, notes)

    def _ahead(self, table: Table, applied: Applied) -> list[str]:
        """A sentence for each of the rows that would come next in a series, the first few of them."""
        track, preparation = applied.track, self.preparation
        if track is None:
            return []
        last, steps, past = track.coming()
        window, features = track.window, applied.features[past[:AHEAD]]
        if not len(features) or not np.isfinite(features).all():
            return []
        said = self._network.predict(feed_inputs(self._network.graph, preparation, features))[self._output]
        values = preparation.decode(self._layer.shares(said, preparation.task))
        names = ", ".join(preparation.target_names)
        notes = []
        for row, step, value in zip(last.tolist(), steps.tolist(), values, strict=False):
            when = table.cell(row, window.order) if window.order else f"row {row + 1:,}"
            whose = f" of {table.cell(row, window.series)}" if window.series else ""
            after = "The row" if step == 1 else f"{step:,} rows"
            told = (
                value if isinstance(value, str) else " ".join(f"{each:.6g}" for each in np.atleast_1d(value))
            )
            notes.append(f"{after} after {when}{whose}: {names} {told}.")
        return notes


def predict(trained: Trained, table: Table, progress: Progress | None = None) -> Predictions:
    """Predict every row of a table. Raises PrepareError naming the columns that it lacks, or Cancelled."""
    return Predictor(trained).predict(table, progress)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How a network does on the rows of one part.

    `scores` are the task's metrics by id, `loss` the mean loss (nan without rows). `rows` are the row numbers in the
    table. For classes `actual` and `predicted` (rows,) are codes into `labels`, and `confusion` (classes, classes)
    counts rows by actual class (first axis) and predicted class. For numbers both are float64 in the column's own
    unit, and `confusion` is (0, 0).
    """

    part: Part
    rows: NDArray[np.int64]
    loss: float
    scores: Mapping[str, float]
    actual: NDArray[Any]
    predicted: NDArray[Any]
    labels: tuple[str, ...] = ()
    confusion: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    probabilities: Array = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def __len__(self) -> int:
        return len(self.rows)


def evaluate(trained: Trained, prepared: Prepared, part: Part) -> Evaluation:
    """Score a trained network on one part of the data that it was trained with.

    Raises InferenceError when the data was prepared otherwise since; `prepare_again` prepares it as it was.
    """
    preparation = trained.preparation
    if prepared.preparation != preparation:
        raise InferenceError(
            "The data is prepared otherwise than when the network was trained, so its scores would mean nothing. "
            "Train again, or undo what was changed."
        )
    network, output = trained.network(), first_output(trained)
    rows: NDArray[np.int64] = getattr(prepared.parts, part)
    dealt = shaped(feeds(network.graph, prepared, rows), network.analysis, network.dtype)
    loss, said = measure(network, dealt)
    layer, truth = outputs_of(network.graph)[output], prepared.target[rows]
    scores = Judge(preparation, {output: layer}).scores(said, {output: truth}) if len(rows) else {}
    outputs = layer.shares(said[output], preparation.task)
    if not preparation.labels:
        actual, predicted = (np.asarray(preparation.decode(each), np.float64) for each in (truth, outputs))
        return Evaluation(part, rows, loss, scores, actual, predicted)
    codes, said_codes = _codes(truth), _codes(outputs)
    answers = Predictions(preparation, outputs, said_codes, np.ones(len(rows), bool))
    count = len(preparation.labels)
    confusion = np.bincount(codes * count + said_codes, minlength=count * count).reshape(count, count)
    return Evaluation(
        part, rows, loss, scores, codes, said_codes, preparation.labels, confusion, answers.probabilities
    )


def prepare_again(trained: Trained, table: Table, progress: Progress | None = None) -> Prepared:
    """The table prepared just as for the run that the network comes from: the same rows in the same parts.

    Raises InferenceError where the design has no recipe, PrepareError or Cancelled.
    """
    from engine.data.prepare import prepare

    recipe = trained.design.recipe
    if recipe is None:
        raise InferenceError(
            "The network was trained without a recipe, so its table cannot be prepared again."
        )
    return prepare(table, recipe, trained.design.training.seed, trained.preparation.task, progress)


def first_output(trained: Trained) -> str:
    """The id of the Output that predictions are taken from. Raises InferenceError where there is none."""
    for node_id in trained.design.graph.order:
        if isinstance(trained.design.graph[node_id].layer, Output):
            return node_id
    raise InferenceError("The trained network has no Output, so there is nothing that it predicts.")


def _codes(values: Array) -> NDArray[np.int64]:
    """The class of each row of probabilities, or of 0s and 1s (rows, k)."""
    if values.shape[1] == 1:
        return (values[:, 0] > 0.5).astype(np.int64)
    return np.asarray(values.argmax(axis=1), np.int64)


def _without(complete: NDArray[np.bool_], gaps: Mapping[str, int]) -> list[str]:
    """A sentence that counts the rows without a prediction."""
    count = int((~complete).sum())
    if not count:
        return []
    where = ", ".join(f"{name} ({cells:,})" for name, cells in gaps.items())
    rows = "1 row gets" if count == 1 else f"{count:,} rows get"
    if not where:
        return [f"{rows} no prediction: there is too little before them."]
    return [f"{rows} no prediction: a value is missing in {where}."]


def _part(progress: Progress | None, start: float, share: float) -> Progress | None:
    if progress is None:
        return None
    return lambda done, doing: progress(start + share * done, doing)
