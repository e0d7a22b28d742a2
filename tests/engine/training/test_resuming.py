"""Whether a run can be taken up again: what may have changed since, and what may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.data.prepare import Prepared
from engine.design import Design
from engine.feeding import TrainingData
from engine.layers import LAYERS
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.training.loop import train
from engine.training.messages import RunEnded
from engine.training.resuming import changed_since, nothing_left
from engine.training.settings import TrainingSettings
from engine.training.trained import Trained

Setup = Callable[..., tuple[Network, TrainingData]]


@pytest.fixture
def trained(setup: Setup, prepared: Prepared) -> Trained:
    """A run of two epochs to its end."""
    network, data = setup()
    design = Design(network.graph, training=TrainingSettings(epochs=2))
    *_, end = train(network, data, design.training)
    assert isinstance(end, RunEnded)
    return Trained(design, prepared.preparation, network.parameters, network.state, end.checkpoint, end.epoch)


def changed(trained: Trained, **settings: object) -> str:
    design = trained.design.replace(training=trained.design.training.replace(**settings))
    return changed_since(trained, design, trained.preparation)


def test_what_only_says_when_a_run_ends_may_change(trained: Trained) -> None:
    assert changed(trained, epochs=9, patience=3, early_stopping=False, restore_best=False) == ""
    assert changed(trained, find_cause=False) == ""
    assert changed(trained, optimizer=OPTIMIZERS["adam"](learning_rate=0.5)) == ""


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": OPTIMIZERS["sgd"]()},
        {"batch_size": 8},
        {"average": 0.9},
        {"accumulate": 2},
        {"weight_decay": 0.1},
        {"class_weights": "balanced"},
        {"seed": 8},
    ],
    ids=str,
)
def test_how_it_learns_may_not(trained: Trained, settings: dict[str, object]) -> None:
    assert changed(trained, **settings) == "The training settings have changed since that run"


def test_names_and_places_may_change_and_layers_not(trained: Trained) -> None:
    graph, preparation = trained.design.graph, trained.preparation
    renamed = trained.design.replace(graph=graph.with_name("d", "Another name"), places={"d": (1.0, 2.0)})
    assert changed_since(trained, renamed, preparation) == ""
    other = trained.design.replace(graph=graph.with_layer("d", LAYERS["dense"](units=9)))
    assert changed_since(trained, other, preparation) == "The network has changed since that run"


def test_the_table_may_not(trained: Trained) -> None:
    assert changed_since(trained, trained.design, None) == "The data has changed since that run"
    fewer = replace(trained.preparation, columns=trained.preparation.columns[1:])
    assert changed_since(trained, trained.design, fewer) == "The table has changed since that run"


def test_a_run_that_is_done_needs_more_epochs(trained: Trained) -> None:
    assert (
        nothing_left(trained, trained.design) == "All 2 epochs are done. Raise the number of epochs to go on."
    )
    more = trained.design.replace(training=trained.design.training.replace(epochs=3))
    assert nothing_left(trained, more) == ""


def test_a_run_that_stopped_early_needs_more_patience(trained: Trained) -> None:
    waited = replace(
        trained, checkpoint=replace(trained.checkpoint, epoch=7, best_epoch=2, best_loss=-np.inf)
    )
    design = trained.design.replace(training=TrainingSettings(epochs=50, patience=4))
    assert "Raise the patience" in nothing_left(waited, design)
    assert nothing_left(waited, design.replace(training=TrainingSettings(epochs=50, patience=5))) == ""
