"""Where data and network meet: which columns go to which Input and Output, and the scores in the person's units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.analysis import Analysis, Signature, asked_task
from engine.graph import Graph
from engine.layers.base import Array, Feed, RowsError, Target
from engine.layers.input import Input
from engine.layers.output import Output, TruthError
from engine.metrics import METRICS
from engine.metrics.base import Metric

if TYPE_CHECKING:
    from engine.data.preparation import Preparation
    from engine.data.prepare import Prepared
    from engine.data.source import Progress
    from engine.data.table import Table
    from engine.design import Design


@dataclass(frozen=True, eq=False)
class Feeds:
    """Rows for every Input and the truth for every Output, by node id; the first axis counts rows.

    `rows` are their numbers in the table, `weights` says how much each counts in the loss (None: all alike).
    """

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]
    rows: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class TrainingData:
    """What a run reads: training and validation rows, and the judge that scores predictions in column units."""

    train: Feeds
    validation: Feeds
    judge: Judge


class Judge:
    """Scores predictions with the metrics of the task, in the target column's own unit.

    `outputs` are the Outputs that the predictions come from, or their ids where they have the task's own loss.
    `watched` asks only for the metrics that are worked out after every epoch.
    """

    def __init__(
        self,
        preparation: Preparation,
        outputs: Mapping[str, Output] | Sequence[str],
        *,
        watched: bool = False,
    ) -> None:
        self._preparation = preparation
        self._outputs = dict(outputs) if isinstance(outputs, Mapping) else dict.fromkeys(outputs, Output())
        self.metrics = metrics_for(preparation.task, preparation.target_width, watched=watched)

    def scores(self, predictions: Mapping[str, Array], targets: Mapping[str, Array]) -> dict[str, float]:
        """Every metric by its id; with several Outputs by "<node id>/<metric id>"."""
        found = {}
        for node_id, output in self._outputs.items():
            prefix = "" if len(self._outputs) == 1 else f"{node_id}/"
            said = output.shares(predictions[node_id], self._preparation.task)
            prediction = in_units(self._preparation, said)
            target = in_units(self._preparation, targets[node_id])
            for kind, metric in self.metrics.items():
                found[prefix + kind] = metric.score(prediction, target)
        return found


def metrics_for(task: str, size: int | None = None, *, watched: bool = False) -> dict[str, Metric]:
    """The metrics that suit a task and tell something of `size` numbers, by id, the first one first.

    `watched` leaves out those that are not worked out after every epoch.
    """
    suited = [kind for kind in METRICS.values() if task in (kind.watched if watched else kind.tasks)]
    made = [kind.suited(task) for kind in sorted(suited, key=lambda kind: kind.rank)]
    return {metric.kind(): metric for metric in made if size is None or metric.tells(size)}


def in_units(preparation: Preparation, values: Array) -> Array:
    """Predictions or truths (rows, size) in the unit of the target column; probabilities stay as they are."""
    if preparation.task != "regression":
        return values
    decoded: Array = np.asarray(preparation.decode(values), dtype=np.float64)
    return decoded.reshape(len(values), -1)


def prepare_for(design: Design, table: Table, progress: Progress | None = None) -> Prepared:
    """The table made ready as this design asks: its recipe, its seed, and the task of an Output set by hand.

    Raises PrepareError, or Cancelled.
    """
    from engine.data.prepare import PrepareError, prepare

    if design.recipe is None:
        raise PrepareError("The design has no recipe for a table; open a table first.")
    task: Any = asked_task(design.graph)
    return prepare(table, design.recipe, design.training.seed, task, progress)


def input_columns(graph: Graph, preparation: Preparation) -> dict[str, tuple[str, ...]]:
    """The table columns that each Input stands for: those it names, or all that no other Input names.

    Columns that an Input names and the recipe no longer offers are left out.
    """
    nodes = {node.id: node.layer.columns for node in graph.nodes if isinstance(node.layer, Input)}
    offered = [column.column for column in preparation.columns]
    named = {column for columns in nodes.values() for column in columns}
    rest = tuple(column for column in offered if column not in named)
    return {
        node_id: tuple(column for column in columns if column in offered) if columns else rest
        for node_id, columns in nodes.items()
    }


def signature(graph: Graph, preparation: Preparation) -> Signature:
    """What the prepared data offers each Input and asks of each Output."""
    inputs = {}
    for node_id, columns in input_columns(graph, preparation).items():
        names = preparation.features_of(columns)
        if names:
            inputs[node_id] = Feed(names, preparation.shape_of(columns), preparation.values_of(columns))
    target = Target(
        preparation.task,
        preparation.target_width,
        preparation.labels or preparation.target_names,
        ", ".join(preparation.target_names),
    )
    return Signature(inputs, dict.fromkeys(outputs_of(graph), target))


def outputs_of(graph: Graph) -> dict[str, Output]:
    """Every Output by its node's id, as it is drawn: "auto" is not settled."""
    return {node.id: node.layer for node in graph.nodes if isinstance(node.layer, Output)}


def feed_inputs(graph: Graph, preparation: Preparation, features: Array) -> dict[str, Array]:
    """Prepared features (rows, ..., width) dealt out to the Inputs: (rows, ..., n) for each, C-contiguous."""
    return {
        node_id: preparation.select(features, columns)
        for node_id, columns in input_columns(graph, preparation).items()
    }


def feeds(graph: Graph, prepared: Prepared, rows: Array) -> Feeds:
    """These rows of the prepared table, dealt out to Inputs and Outputs."""
    target = prepared.target[rows]
    return Feeds(
        feed_inputs(graph, prepared.preparation, prepared.given(rows)),
        {node_id: output.told(target) for node_id, output in outputs_of(graph).items()},
        rows,
    )


def training_data(graph: Graph, prepared: Prepared) -> TrainingData:
    """What a run of this graph on this data reads. The test rows are not in it."""
    return TrainingData(
        feeds(graph, prepared, prepared.parts.train),
        feeds(graph, prepared, prepared.parts.validation),
        Judge(prepared.preparation, outputs_of(graph), watched=True),
    )


def check_truth(analysis: Analysis, feeds: Feeds) -> None:
    """Raise TruthError, naming the node, where rows hold a truth that an Output of a sound network cannot learn."""
    for node_id, fact in analysis.facts.items():
        if isinstance(fact.layer, Output):
            try:
                fact.layer.check(feeds.targets[node_id])
            except TruthError as error:
                raise TruthError(f"{analysis.graph[node_id].title}: {error}", node_id) from None


def check_rows(analysis: Analysis, feeds: Feeds) -> None:
    """Raise RowsError, naming the node, where a layer of a sound network cannot read what the Inputs hand it."""
    handed: dict[str, Array] = {}
    for node_id, fact in analysis.facts.items():
        sources = [edge.source for edge in analysis.graph.edges_in_order(node_id)]
        if isinstance(fact.layer, Input):
            handed[node_id] = feeds.inputs[node_id].reshape(len(feeds), *(fact.shape or ()))
        elif all(source in handed for source in sources):
            rows = [handed[source] for source in sources]
            if fact.layer.view:
                handed[node_id] = rows[0].reshape(len(feeds), *(fact.shape or ()))
                continue
            try:
                fact.layer.check_rows(*rows)
            except RowsError as error:
                raise RowsError(f"{analysis.graph[node_id].title}: {error}", node_id) from None


def shaped(feeds: Feeds, analysis: Analysis, dtype: Any) -> Feeds:
    """The same rows in the shapes that a network's Inputs want, and in its dtype."""
    return Feeds(
        {
            node_id: np.ascontiguousarray(rows, dtype).reshape(len(rows), *(analysis.shape(node_id) or ()))
            for node_id, rows in feeds.inputs.items()
        },
        {node_id: np.ascontiguousarray(rows, dtype) for node_id, rows in feeds.targets.items()},
        feeds.rows,
        None if feeds.weights is None else np.ascontiguousarray(feeds.weights, dtype),
    )
