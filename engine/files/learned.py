"""What a run has left behind, and the parts that hold it: history, preparation, weights, optimizer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.analysis import Analysis, analyse
from engine.cause import spoilt_weights
from engine.data.preparation import Preparation
from engine.design import Design
from engine.feeding import signature
from engine.files import arrays, parts
from engine.files.archive import Archive, LoadError
from engine.files.arrays import Floats
from engine.files.drawn import design_of, design_part
from engine.files.parts import (
    OPTIMIZER,
    PREPARATION,
    RUN,
    WEIGHTS,
    CheckpointPart,
    MemoryPart,
    NoisePart,
    RecordPart,
    RunPart,
)
from engine.network import Network
from engine.schedules.base import Memory
from engine.training.messages import Checkpoint, Record
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained
from engine.training.updating import slot_shapes

Bytes = Mapping[str, bytes]


class SpoiltError(LoadError):
    """Weights are there as they should be, but not all of them are finite numbers."""


# --- into a file ---------------------------------------------------------------------------------------------


def learned_parts(trained: Trained, design: Design, loom: Path) -> dict[str, bytes]:
    """The parts for a run; its design is left out where it is `design`, which the file holds anyway."""
    own = None if trained.design == design else design_part(trained.design, loom)
    checkpoint = trained.checkpoint
    run = RunPart(
        design=own,
        epoch=trained.epoch,
        ending=trained.ending,
        unsealed=trained.unsealed,
        test_scores=parts.numbers(trained.test_scores),
        checkpoint=_checkpoint_part(checkpoint),
        history=[_record_part(record) for record in checkpoint.history],
    )
    return {
        RUN: parts.encode(run),
        PREPARATION: parts.encode(trained.preparation.to_dict()),
        WEIGHTS: arrays.pack(_own_weights(trained.network())),
        OPTIMIZER: arrays.pack(_optimizer_arrays(checkpoint)),
    }


def _own_weights(network: Network) -> dict[str, Floats]:
    """Every weight by "<node id>/<name>", once: not again for a layer that shares another's."""
    return {
        f"{node_id}/{weight.name}": network.weights[node_id][weight.name]
        for node_id, fact in network.analysis.facts.items()
        for weight in fact.weights
    }


def _optimizer_arrays(checkpoint: Checkpoint) -> dict[str, Floats]:
    """Where the run can go on: flat vectors in the order of the network's weights, and this epoch's predictions."""
    found = {"last/parameters": checkpoint.parameters, "last/state": checkpoint.state}
    if checkpoint.best_parameters is not None and checkpoint.best_state is not None:
        found |= {"best/parameters": checkpoint.best_parameters, "best/state": checkpoint.best_state}
    found |= {f"slots/{name}": slot for name, slot in checkpoint.slots.items()}
    found |= {f"predictions/{node_id}": rows for node_id, rows in checkpoint.predictions.items()}
    return found


def _checkpoint_part(checkpoint: Checkpoint) -> CheckpointPart:
    noise = checkpoint.noise
    return CheckpointPart(
        epoch=checkpoint.epoch,
        batch=checkpoint.batch,
        steps=checkpoint.steps,
        rate=checkpoint.rate,
        loss_sum=parts.number(checkpoint.loss_sum),
        gradient_norms=parts.numbers(checkpoint.gradient_norms),
        best_epoch=checkpoint.best_epoch,
        best_loss=parts.number(checkpoint.best_loss),
        noise=NoisePart(
            noise["bit_generator"],
            hex(noise["state"]["state"]),
            hex(noise["state"]["inc"]),
            noise["has_uint32"],
            noise["uinteger"],
        ),
        gathered=checkpoint.gathered,
        memory=MemoryPart(
            parts.number(checkpoint.memory.best),
            checkpoint.memory.waited,
            checkpoint.memory.resting,
            checkpoint.memory.factor,
        ),
    )


def _record_part(record: Record) -> RecordPart:
    return RecordPart(
        record.epoch,
        parts.number(record.loss),
        parts.number(record.validation_loss),
        parts.numbers(record.scores),
        parts.numbers(record.validation_scores),
        parts.number(record.rate),
        parts.numbers(record.gradient_norms),
    )


# --- out of a file -------------------------------------------------------------------------------------------


def trained_design(run: RunPart, design: Design, loom: Path) -> Design:
    """The design that a run began with. Raises LoadError."""
    return design if run.design is None else design_of(run.design, loom, inside=RUN)


def trained_of(archive: Archive, run: RunPart, preparation: Any, design: Design) -> Trained:
    """What the run of `design` has left behind.

    Raises LoadError before memory is asked for that no part fills, and SpoiltError where only the numbers are wrong.
    """
    with parts.reading(PREPARATION):
        fitted = Preparation.from_dict(preparation)
        analysis = analyse(design.graph, signature(design.graph, fitted))
    if not analysis.sound:
        raise LoadError(
            f"its part {RUN} speaks of a network that cannot run: {analysis.problems[0].sentence}"
        )
    weights = archive.read(WEIGHTS)
    if 4 * analysis.parameters > len(weights):
        raise LoadError(
            f"its part {WEIGHTS} is too small for a network of {analysis.parameters:,} parameters."
        )
    network = Network(analysis)
    found = arrays.unpack(weights, WEIGHTS)
    for name, array in _own_weights(network).items():
        array[...] = arrays.taken(found, name, array.shape, WEIGHTS)
    arrays.nothing_left(found, WEIGHTS)
    spoilt = spoilt_weights(network)
    if spoilt is not None:
        raise SpoiltError(
            f"What was learned cannot be used: {analysis.graph[spoilt.node].title} has weights that are infinite or "
            "no numbers at all. It is kept as it is. Train the model anew."
        )
    return Trained(
        design=design,
        preparation=fitted,
        parameters=network.parameters,
        state=network.state,
        checkpoint=_checkpoint(run, archive, design, analysis, network),
        epoch=run.epoch,
        ending=run.ending,
        unsealed=run.unsealed,
        test_scores=parts.values_of(run.test_scores),
    )


def _checkpoint(
    run: RunPart, archive: Archive, design: Design, analysis: Analysis, network: Network
) -> Checkpoint:
    found = arrays.unpack(archive.read(OPTIMIZER), OPTIMIZER)
    flat, kept = network.parameters.shape, network.state.shape
    best = "best/parameters" in found or "best/state" in found
    part = run.checkpoint
    checkpoint = Checkpoint(
        parameters=arrays.taken(found, "last/parameters", flat, OPTIMIZER),
        state=arrays.taken(found, "last/state", kept, OPTIMIZER),
        slots=_slots(found, design.training, analysis),
        steps=part.steps,
        epoch=part.epoch,
        batch=part.batch,
        rate=part.rate,
        noise=_noise(part.noise),
        loss_sum=parts.value_of(part.loss_sum),
        gradient_norms=parts.values_of(part.gradient_norms),
        predictions=_predictions(found, analysis, part.batch > 0),
        best_epoch=part.best_epoch,
        best_loss=parts.value_of(part.best_loss),
        best_parameters=arrays.taken(found, "best/parameters", flat, OPTIMIZER) if best else None,
        best_state=arrays.taken(found, "best/state", kept, OPTIMIZER) if best else None,
        history=tuple(_record(record) for record in run.history),
        gathered=part.gathered,
        memory=Memory(
            parts.value_of(part.memory.best), part.memory.waited, part.memory.resting, part.memory.factor
        ),
    )
    arrays.nothing_left(found, OPTIMIZER)
    return checkpoint


def _slots(found: dict[str, Floats], training: TrainingSettings, analysis: Analysis) -> dict[str, Floats]:
    """What the run remembers; where a file of the first version holds a mean, the sum that stands for it now."""
    optimizer = training.optimizer
    for mean, (total, multiple) in optimizer.means.items():
        if f"slots/{mean}" in found:
            found[f"slots/{total}"] = found.pop(f"slots/{mean}") * np.float32(multiple)
    return {
        name: arrays.taken(found, f"slots/{name}", shape, OPTIMIZER)
        for name, shape in slot_shapes(training, analysis).items()
    }


def _predictions(found: dict[str, Floats], analysis: Analysis, under_way: bool) -> dict[str, Floats]:
    """What was predicted in the epoch under way, a row for each training row; nothing between epochs."""
    outputs = {
        node_id: fact.shape or () for node_id, fact in analysis.facts.items() if not fact.layer.outputs
    }
    if not under_way:
        return {}
    rows = {len(found[name]) for node_id in outputs if (name := f"predictions/{node_id}") in found}
    if len(rows) > 1:
        raise LoadError(f"its part {OPTIMIZER} holds predictions for different numbers of rows.")
    return {
        node_id: arrays.taken(found, f"predictions/{node_id}", (*rows, *shape), OPTIMIZER)
        for node_id, shape in outputs.items()
    }


def _noise(part: NoisePart) -> dict[str, Any]:
    """The state of the generator behind dropout, tried out on a generator."""
    try:
        state: Any = {
            "bit_generator": part.generator,
            "state": {"state": int(part.state, 16), "inc": int(part.inc, 16)},
            "has_uint32": part.has_uint32,
            "uinteger": part.uinteger,
        }
        np.random.PCG64().state = state
    except (ValueError, OverflowError):
        raise LoadError(
            f"its part {RUN} holds a state of the random generator that is none: "
            f"{parts.shortened(f'{part.state}, {part.inc}')}."
        ) from None
    return dict(state)


def _record(part: RecordPart) -> Record:
    return Record(
        part.epoch,
        parts.value_of(part.loss),
        parts.value_of(part.validation_loss),
        parts.values_of(part.scores),
        parts.values_of(part.validation_scores),
        parts.value_of(part.rate),
        parts.values_of(part.gradient_norms),
    )
