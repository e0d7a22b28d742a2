"""What is looked at once before a run's first step: data, batches and memory that it could not be run with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.analysis import Analysis
from engine.cause import spoilt_weights
from engine.errors import ExplainedError
from engine.feeding import Feeds, check_rows, check_truth
from engine.layers.base import Array, Shape
from engine.layers.output import Output
from engine.memory import shortage
from engine.network import Network
from engine.training.messages import Checkpoint
from engine.training.settings import TrainingSettings
from engine.training.updating import slot_shapes


class RefusedError(ExplainedError):
    """A run cannot begin; says why and what to do."""


def check(
    analysis: Analysis,
    train: Feeds,
    validation: Feeds,
    settings: TrainingSettings,
    dtype: Any = np.float32,
) -> None:
    """Raise RefusedError, RowsError or TruthError where a sound network cannot learn from these rows so."""
    if not len(train):
        raise RefusedError(
            "There is no row to learn from. Leave more rows in the training part of the table."
        )
    for feeds in (train, validation):
        _check_inputs(analysis, feeds.inputs)
        check_rows(analysis, feeds)
        check_truth(analysis, feeds)
    _check_constraints(analysis, settings)
    _check_reductions(analysis, settings)
    _check_batches(analysis, len(train), settings)
    _check_rates(len(train), settings)
    check_memory(analysis, settings, len(train), len(validation), dtype)


def check_memory(
    analysis: Analysis,
    settings: TrainingSettings,
    rows: int = 1,
    validation_rows: int = 0,
    dtype: Any = np.float32,
) -> None:
    """Raise RefusedError where a sound network cannot be trained in this machine's memory, were there one row only."""
    short = shortage(analysis, settings, rows, validation_rows, dtype=dtype)
    if short is not None:
        raise RefusedError(short.sentence, short.node)


def check_weights(network: Network) -> None:
    """Raise RefusedError where a network is to begin with numbers that lead nowhere."""
    spoilt = spoilt_weights(network)
    if spoilt is not None:
        raise RefusedError(
            f"{network.graph[spoilt.node].title} has weights that are infinite or no numbers at all. Let it begin "
            "with those of another file, or with random ones.",
            spoilt.node,
        )


def check_checkpoint(network: Network, settings: TrainingSettings, checkpoint: Checkpoint) -> None:
    """Raise RefusedError where a run of this network with these settings cannot go on from there."""
    kept, flat = network.state.shape, network.parameters.shape
    wanted = {"weights": flat, "running statistics": kept, **slot_shapes(settings, network.analysis)}
    given = {"weights": checkpoint.parameters, "running statistics": checkpoint.state, **checkpoint.slots}
    best = {"best weights": checkpoint.best_parameters, "best running statistics": checkpoint.best_state}
    for name, array in best.items():
        if array is not None:
            wanted[name], given[name] = (flat if name == "best weights" else kept), array
    for name, shape in wanted.items():
        found = given[name].shape if name in given else None
        if found != shape:
            has = "is not there" if found is None else f"has the shape {found}"
            raise RefusedError(
                f"The run cannot go on: what it kept is of another network, or of other settings. {name} {has}, but "
                f"should have {shape}. Begin the run anew."
            )
        spoilt = np.isnan if name in checkpoint.slots else _infinite_or_none
        if spoilt(given[name]).any():
            raise RefusedError(
                f"The run cannot go on: among what it kept, {name} holds numbers that are infinite or none at all. "
                "Begin the run anew."
            )


def _infinite_or_none(numbers: Array) -> Array:
    """Where numbers are not finite."""
    return np.logical_not(np.isfinite(numbers))


def _check_inputs(analysis: Analysis, inputs: Mapping[str, Array]) -> None:
    """Raise RefusedError where an Input is given no rows, or other numbers than it takes."""
    for node_id, fact in analysis.facts.items():
        if not fact.layer.inputs:
            title = analysis.graph[node_id].title
            if node_id not in inputs:
                raise RefusedError(f"{title} is given no rows. Give it some, or delete it.", node_id)
            _check_numbers(title, node_id, inputs[node_id], fact.shape or ())


def _check_numbers(title: str, node_id: str, rows: Array, shape: Shape) -> None:
    """Raise RefusedError where rows hold other numbers than an Input takes, or some that are none."""
    numbers = int(np.prod(shape))
    if rows.ndim == 0 or rows.size != len(rows) * numbers:
        raise RefusedError(
            f"{title} takes {numbers} numbers in a row, of the shape {shape}, but is given rows of the shape "
            f"{rows.shape[1:]}. Choose other columns for it, or set its shape to automatic.",
            node_id,
        )
    if not np.isfinite(rows).all():
        row = int(np.argwhere(~np.isfinite(rows.reshape(len(rows), -1)))[0][0])
        raise RefusedError(
            f"{title}: row {row + 1} holds a number that is infinite or none at all. Leave such rows out, or correct "
            "them.",
            node_id,
        )


def _check_batches(analysis: Analysis, rows: int, settings: TrainingSettings) -> None:
    """Raise RefusedError where a batch has fewer rows than a layer can learn from."""
    batch = min(settings.batch_size, rows)
    sizes = {batch, rows % batch or batch}
    for node_id, fact in analysis.facts.items():
        least = fact.layer.least_rows(*fact.inputs)
        if min(sizes) >= least:
            continue
        title, count = analysis.graph[node_id].title, "1 row" if min(sizes) == 1 else f"{min(sizes)} rows"
        which = "Every batch" if len(sizes) == 1 else "The last batch of an epoch"
        raise RefusedError(
            f"{title} compares the rows of a batch with each other and needs {least} of them. {which} has {count}, "
            f"though. {_remedy(rows, settings.batch_size, least)}",
            node_id,
        )


def _check_constraints(analysis: Analysis, settings: TrainingSettings) -> None:
    """Raise RefusedError where the optimizer looks along lines that a constraint would bend."""
    for node_id, fact in analysis.facts.items():
        for weight in fact.weights:
            if settings.optimizer.full_batch and weight.trainable and weight.constrained:
                raise RefusedError(
                    f"{analysis.graph[node_id].title} keeps its {weight.name.replace('_', ' ')} to a constraint, which "
                    f"{settings.optimizer.label()} cannot do: it needs the loss along a straight line. Set the "
                    "constraint to none, or choose another optimizer, such as Adam.",
                    node_id,
                )


def _check_reductions(analysis: Analysis, settings: TrainingSettings) -> None:
    """Raise RefusedError where the slope would be that of a sum, and the loss, which the optimizer compares, a mean."""
    for node_id, fact in analysis.facts.items():
        if settings.optimizer.full_batch and isinstance(fact.layer, Output):
            _, loss = fact.layer.settled
            if loss.reduction == "sum":
                raise RefusedError(
                    f"{analysis.graph[node_id].title} adds up the losses of rows, but {settings.optimizer.label()} "
                    "works with their mean. Set the reduction of its loss to mean.",
                    node_id,
                )


def _check_rates(rows: int, settings: TrainingSettings) -> None:
    """Raise RefusedError where the schedule lets no step move anything."""
    _, rates = settings.schedule.curve(settings.optimizer.learning_rate, settings.span(rows))
    if not rates.any():
        raise RefusedError(
            f"{settings.schedule.label()} gives every step of this run a learning rate of 0, so that nothing would be "
            "learned. Train for more epochs, or set the schedule to constant."
        )


def _remedy(rows: int, batch: int, least: int) -> str:
    """The batch size nearest to this one whose last batch is large enough."""
    if rows < least:
        return f"Leave at least {least} rows in the training part of the table."
    fitting = (size for size in range(least, rows + 1) if (rows % size or size) >= least)
    nearest = min(fitting, key=lambda size: abs(size - batch))
    return f"Set the batch size to {nearest}."
