"""Single or double precision is one switch: nothing in a step, nor in what a run keeps, is of the other kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from engine.analysis import Analysis
from engine.feeding import TrainingData
from engine.layers.base import Layer
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.plan import Plan
from engine.reach import views_of
from engine.training.loop import train
from engine.training.messages import RunEnded
from engine.training.settings import TrainingSettings
from tests.engine.test_memory import NETWORKS, NoJudge, rows
from tests.engine.test_random_graphs import networks

BOTH = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def draws(layer: Layer) -> bool:
    """Whether a layer draws random numbers."""
    recurrent = getattr(layer, "dropout", 0) or getattr(layer, "recurrent_dropout", 0)
    return layer.family == "regularisation" or bool(recurrent)


@BOTH
@settings(max_examples=60)
@given(analysis=networks())
def test_every_number_of_a_step_is_of_the_networks_kind(analysis: Analysis, dtype: Any) -> None:
    # Random numbers are drawn in double precision by both, so that both drop out the same.
    drawing = {node_id for node_id, fact in analysis.facts.items() if draws(fact.layer)}
    for training in (True, False):
        plan = Plan(Network(analysis, dtype), 3, training, np.random.default_rng(0))
        kinds = {
            array.dtype
            for stage in plan.stages
            if stage.node not in drawing
            for array in views_of(stage.operations)
            if array.dtype.kind == "f"
        }
        assert kinds <= {np.dtype(dtype)}


@BOTH
@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_everything_that_a_run_keeps_is_of_the_networks_kind(optimizer: str, dtype: Any) -> None:
    analysis = NETWORKS["shared"]()
    network = Network.build(analysis, seed=0, dtype=dtype)
    chosen = TrainingSettings(epochs=1, optimizer=OPTIMIZERS[optimizer]())
    data = TrainingData(rows(analysis, 40), rows(analysis, 9), NoJudge())  # type: ignore[arg-type]
    *_, end = train(network, data, chosen)
    assert isinstance(end, RunEnded)
    kept = end.checkpoint
    arrays = [kept.parameters, kept.state, kept.best_parameters, *kept.slots.values(), network.gradient]
    assert {array.dtype for array in arrays if array is not None} == {np.dtype(dtype)}
