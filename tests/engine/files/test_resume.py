"""A run that is saved, opened again and taken up goes on bit for bit, whatever it is set to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.analysis import analyse
from engine.data.prepare import Prepared
from engine.design import Design
from engine.feeding import signature, training_data
from engine.files.loom import Model, load, save
from engine.graph import Edge, Graph, Node
from engine.layers.dense import Dense
from engine.layers.embedding import Embedding
from engine.layers.flatten import Flatten
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from engine.training.loop import train
from engine.training.messages import Checkpoint, TakeCheckpoint
from engine.training.trained import Trained

STOPPED_AFTER = 13

CHOICES: dict[str, dict[str, Any]] = {
    "a schedule, gathered batches": {"schedule": SCHEDULES["cosine"](warmup_epochs=1.5), "accumulate": 3},
    "a schedule that watches": {"schedule": SCHEDULES["reduce_on_plateau"](patience=0, threshold=1.0)},
    "an average of weights": {"average": 0.9, "weight_decay": 0.01},
    "L2, clipping": {"weight_decay": 0.01, "decay_kind": "L2", "clip_norm": 0.5, "clip_each": True},
    "rows that rest": {"table": True},
    "rows that roll on": {"table": True, "optimizer": OPTIMIZERS["sgd"](momentum=0.9)},
    "balanced classes": {"class_weights": "balanced", "restore_best": False},
    **{kind: {"optimizer": OPTIMIZERS[kind]()} for kind in OPTIMIZERS},
}


def with_table(graph: Graph) -> Graph:
    """With an Embedding of so many rows behind the first Dense that they rest during a run."""
    words = Embedding(input_dim=8 * 8 * 32, output_dim=2, rate_factor=0.5)
    (edge,) = graph.edges_from["dense_1"]
    graph = graph.disconnect([edge]).add(Node("words", words)).add(Node("flat", Flatten()))
    for source, target in (("dense_1", "words"), ("words", "flat"), ("flat", edge.target)):
        graph = graph.connect(Edge(source, target))
    return graph


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in CHOICES.items()])
def test_saved_opened_and_taken_up(
    design: Design, prepared: Prepared, tmp_path: Path, changes: dict[str, Any]
) -> None:
    graph = design.graph.with_layer("dense_1", Dense(units=8, rate_factor=0.3))
    if "table" in changes:
        graph = with_table(graph)
        design = design.replace(graph=graph, places={node.id: (0.0, 0.0) for node in graph.nodes})
    settings = {name: value for name, value in changes.items() if name != "table"}
    design = design.replace(graph=graph, training=design.training.replace(**settings))

    def begin() -> tuple[Network, Any]:
        analysis = analyse(design.graph, signature(design.graph, prepared.preparation))
        return Network.build(analysis, 7), training_data(design.graph, prepared)

    whole, data = begin()
    expected = list(train(whole, data, design.training))

    network, data = begin()
    run = train(network, data, design.training)
    told = []
    for _ in range(min(STOPPED_AFTER, len(expected) - 2)):
        told.append(next(run))
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    assert isinstance(checkpoint, Checkpoint)
    weights = network.parameters.copy(), network.state.copy()
    path = tmp_path / "stopped.loom"
    save(Model(design, Trained(design, prepared.preparation, *weights, checkpoint, epoch=1)), path)

    opened = load(path).trained
    assert opened is not None
    assert ("resting_since" in opened.checkpoint.slots) == ("table" in changes)
    again, data = begin()
    told += list(train(again, data, opened.design.training, opened.checkpoint))
    assert told[:-1] == expected[:-1]
    assert again.parameters.tobytes() == whole.parameters.tobytes()
    assert again.state.tobytes() == whole.state.tobytes()
    last, wanted = told[-1].checkpoint, expected[-1].checkpoint
    assert all(np.array_equal(last.slots[name], slot) for name, slot in wanted.slots.items())
    assert replace(told[-1], checkpoint=wanted) == expected[-1]
